import type { GuestListener, GuestPorts, PortForward } from '../driver.ts';
import type { GuestAgent } from '../guest/guest-agent.ts';
import { readGuestListeners } from '../guest/guest-listeners.ts';
import { GUEST_NETWORK } from '../guest/guest-network.ts';
import { GuestReach } from '../guest/guest-reach.ts';
import type { GvproxyClient, GvproxyForward } from './gvproxy-client.ts';

export interface VzPortsOptions {
  client: GvproxyClient;
  agent: GuestAgent;
  /** Of this computer; the engine's own is told to nobody. */
  enginePort: number;
  isPaused: () => boolean;
}

/**
 * Forwards of gvproxy, made and unmade while it runs. It reaches addresses of its own network alone: the guest's loopback
 * and its containers are reached by further addresses of the guest.
 */
export class VzPorts implements GuestPorts {
  readonly guestAddress = GUEST_NETWORK.guest;
  /** A connection's address is changed once: what leads past the guest's address leads to no published port. */
  readonly loopbackByContainer = true;
  readonly #options: VzPortsOptions;
  readonly #reach: GuestReach;

  constructor(options: VzPortsOptions) {
    this.#options = options;
    this.#reach = new GuestReach(options.agent);
  }

  async list(): Promise<PortForward[]> {
    const forwards = (await this.#options.client.all())
      .map(parseForward)
      .filter((each) => each !== undefined);
    const others = forwards.filter(
      ({ protocol, hostPort }) => protocol !== 'tcp' || hostPort !== this.#options.enginePort,
    );
    return Promise.all(
      others.map(async (forward) =>
        forward.guestIp === this.guestAddress
          ? forward
          : { ...forward, guestIp: await this.#reach.targetOf(forward.guestIp) },
      ),
    );
  }

  async add(forward: PortForward): Promise<boolean> {
    const { guestIp } = forward;
    if (guestIp !== this.guestAddress) this.#wantsGuest();
    const address = guestIp === this.guestAddress ? guestIp : await this.#reach.addressOf(guestIp);
    return (await this.#options.client.expose(printForward({ ...forward, guestIp: address }))) === undefined;
  }

  remove(forward: PortForward): Promise<void> {
    return this.#options.client.unexpose(printForward(forward));
  }

  async listeners(): Promise<GuestListener[]> {
    this.#wantsGuest();
    return readGuestListeners(this.#options.agent);
  }

  /** The agent would not answer, and others would wait behind this question. */
  #wantsGuest(): void {
    if (this.#options.isPaused()) throw new Error('The machine is paused.');
  }
}

export function printForward({
  protocol,
  hostIp,
  hostPort,
  guestIp,
  guestPort,
}: PortForward): GvproxyForward {
  return { local: `${hostIp}:${hostPort}`, remote: `${guestIp}:${guestPort}`, protocol };
}

/** undefined for what is no forward of IPv4: a socket's, for one. ":80" is all addresses. */
export function parseForward({ local, remote, protocol }: GvproxyForward): PortForward | undefined {
  const [, hostIp, hostPort] = /^([\d.]*):(\d+)$/.exec(local) ?? [];
  const [, guestIp, guestPort] = /^([\d.]+):(\d+)$/.exec(remote) ?? [];
  if (hostIp === undefined || !guestIp || (protocol !== 'tcp' && protocol !== 'udp')) return undefined;
  return {
    ...{ protocol, hostIp: hostIp || '0.0.0.0', hostPort: Number(hostPort) },
    ...{ guestIp, guestPort: Number(guestPort) },
  };
}
