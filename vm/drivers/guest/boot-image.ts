/** The engine's port inside the guest: https://docs.docker.com/engine/security/protect-access/ */
export const GUEST_ENGINE_PORT = 2376;

/** The guest's agent there, where the machine has no named ports (guest/root/etc/pier/run-guest-agent). */
export const AGENT_VSOCK_PORT = 1025;

/** By this the guest mounts what runs programs for x86-64 (guest/root/etc/pier/functions). */
export const ROSETTA_TAG = 'pier-rosetta';

/** What of an image a boot needs. */
export interface BootImage {
  /** Its version: the hash of what it was built from. */
  key: string;
  kernel: string;
  initramfs: string;
  root: string;
  cmdline: string;
}
