import type { GuestListener, GuestPorts, PortForward } from '../driver.ts';
import type { GuestAgent } from '../guest/guest-agent.ts';
import { readGuestListeners } from '../guest/guest-listeners.ts';
import { GUEST_NETWORK } from '../guest/guest-network.ts';
import type { QmpClient } from './qmp.ts';
import { forwardRule, parseForwards } from './usernet.ts';

const NETDEV = 'net0';

/** Forwards of QEMU's user network, made and unmade while it runs. They last as long as QEMU does. */
export class QemuPorts implements GuestPorts {
  readonly guestAddress = GUEST_NETWORK.guest;
  readonly #qmp: QmpClient;
  readonly #agent: GuestAgent;
  readonly #enginePort: number;
  readonly #isPaused: () => boolean;

  constructor(options: {
    qmp: QmpClient;
    agent: GuestAgent;
    enginePort: number;
    isPaused: () => boolean;
  }) {
    this.#isPaused = options.isPaused;
    this.#qmp = options.qmp;
    this.#agent = options.agent;
    this.#enginePort = options.enginePort;
  }

  async list(): Promise<PortForward[]> {
    const forwards = parseForwards(await this.#qmp.human('info usernet'));
    return forwards.filter(({ protocol, hostPort }) => protocol !== 'tcp' || hostPort !== this.#enginePort);
  }

  async add(forward: PortForward): Promise<boolean> {
    const complaint = (await this.#qmp.human(forwardRule(NETDEV, forward).add)).trim();
    if (complaint && !complaint.startsWith('Could not set up host forwarding rule'))
      throw new Error(complaint);
    return complaint === '';
  }

  async remove(forward: PortForward): Promise<void> {
    const answer = (await this.#qmp.human(forwardRule(NETDEV, forward).remove)).trim();
    // One that is not there is what was asked for.
    if (!/ (removed|not found)$/.test(answer)) throw new Error(answer);
  }

  async listeners(): Promise<GuestListener[]> {
    // The agent would not answer, and others would wait behind this question.
    if (this.#isPaused()) throw new Error('The machine is paused.');
    return readGuestListeners(this.#agent);
  }
}
