/**
 * The network that every guest of ours finds, whatever makes it: that of QEMU's user network. The guest takes its
 * address without asking for it (guest/root/etc/pier/functions).
 * https://www.qemu.org/docs/master/system/devices/net.html#using-the-user-mode-network-stack
 */
export const GUEST_NETWORK = {
  subnet: '10.0.2.0/24',
  /** The guest. */
  guest: '10.0.2.15',
  /** This computer, and the way out. */
  host: '10.0.2.2',
  /** Answers for names. */
  resolver: '10.0.2.3',
} as const;

/** Of the guest itself: the engine, and its answers to names (guest/root/etc/pier/run-dns). */
export const GUEST_OWN_PORTS: readonly number[] = [2376, 65_053];
