/** The devices by which a guest sees shared folders. One is used; the others stand by for when its daemon is ended. */
export const SHARE_PORTS = 4;

/** By this the guest mounts it. */
export function shareTag(generation: number): string {
  return `pier-shares-${generation}`;
}

/** The arguments of QMP's chardev-add and device_add. */
export function shareDevice(
  generation: number,
  socket: string,
): { chardev: Record<string, unknown>; device: Record<string, unknown> } {
  const id = `shares-${generation}`;
  return {
    chardev: {
      id,
      backend: { type: 'socket', data: { addr: { type: 'unix', data: { path: socket } }, server: false } },
    },
    device: {
      driver: 'vhost-user-fs-pci',
      id: `${id}-device`,
      bus: `shares-port-${generation}`,
      chardev: id,
      tag: shareTag(generation),
      'queue-size': 1024,
    },
  };
}

/** The options of QEMU's command line. `socket` is undefined where nothing is shared so far. */
export function shareArguments(socket: string | undefined): string[] {
  // A device that is plugged in while the machine runs needs a port of its own.
  const ports = Array.from({ length: SHARE_PORTS }, (_, slot) => [
    '-device',
    `pcie-root-port,id=shares-port-${slot},chassis=${slot + 1},slot=${slot + 1}`,
  ]).flat();
  if (socket === undefined) return ports;
  const { chardev, device } = shareDevice(0, socket);
  return [
    ...ports,
    ...['-chardev', `socket,id=${chardev.id},path=${socket.replaceAll(',', ',,')}`],
    ...[
      '-device',
      Object.entries(device)
        .map(([name, value]) => (name === 'driver' ? value : `${name}=${value}`))
        .join(','),
    ],
  ];
}
