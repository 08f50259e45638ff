/** The engine's port inside the guest: https://docs.docker.com/engine/security/protect-access/ */
export const GUEST_ENGINE_PORT = 2376;

/** What of an image a boot needs. */
export interface BootImage {
  /** Its version: the hash of what it was built from. */
  key: string;
  kernel: string;
  initramfs: string;
  root: string;
  cmdline: string;
}
