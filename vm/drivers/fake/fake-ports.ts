import { createServer, type Server } from 'node:net';
import type { GuestListener, GuestPorts, PortForward } from '../driver.ts';

/** Forwards of a scripted machine: real listeners that lead nowhere, so that a port which is taken is taken. TCP alone. */
export class FakePorts implements GuestPorts {
  readonly guestAddress = '10.0.2.15';
  readonly #listeners: GuestListener[];
  readonly #open = new Map<string, { forward: PortForward; server: Server }>();

  constructor(listeners: GuestListener[]) {
    this.#listeners = listeners;
  }

  async list(): Promise<PortForward[]> {
    return [...this.#open.values()].map(({ forward }) => forward);
  }

  async add(forward: PortForward): Promise<boolean> {
    const server = createServer((socket) => socket.destroy());
    const isTaken = await new Promise<boolean>((resolve) => {
      server.once('error', () => resolve(true));
      server.listen({ host: forward.hostIp, port: forward.hostPort, exclusive: true }, () => resolve(false));
    });
    if (!isTaken) this.#open.set(keyOf(forward), { forward, server });
    return !isTaken;
  }

  async remove(forward: PortForward): Promise<void> {
    this.#open.get(keyOf(forward))?.server.close();
    this.#open.delete(keyOf(forward));
  }

  async listeners(): Promise<GuestListener[]> {
    return this.#listeners;
  }

  close(): void {
    for (const { server } of this.#open.values()) server.close();
    this.#open.clear();
  }
}

function keyOf({ protocol, hostIp, hostPort }: PortForward): string {
  return `${protocol} ${hostIp} ${hostPort}`;
}
