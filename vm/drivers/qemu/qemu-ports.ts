import { parseListeners } from '../../proc-net.ts';
import type { GuestListener, GuestPorts, PortForward } from '../driver.ts';
import type { GuestAgent } from '../guest/guest-agent.ts';
import type { QmpClient } from './qmp.ts';
import { forwardRule, parseForwards } from './usernet.ts';

const NETDEV = 'net0';
const GUEST_ADDRESS = '10.0.2.15';
/** Of the guest itself: the engine, and its answers to names (guest/root/etc/pier/run-dns). */
const OWN_PORTS = [2376, 65_053];
const TABLES = ['tcp', 'tcp6', 'udp', 'udp6'] as const;

/** Forwards of QEMU's user network, made and unmade while it runs. They last as long as QEMU does. */
export class QemuPorts implements GuestPorts {
  readonly guestAddress = GUEST_ADDRESS;
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

  /** Read from the kernel's tables through the agent, which starts no program for it. */
  async listeners(): Promise<GuestListener[]> {
    // The agent would not answer, and others would wait behind this question.
    if (this.#isPaused()) throw new Error('The machine is paused.');
    const listeners: GuestListener[] = [];
    for (const table of TABLES) {
      const text = await this.#agent.readFile(`/proc/net/${table}`);
      listeners.push(...parseListeners(text, table === 'udp' || table === 'udp6' ? 'udp' : 'tcp'));
    }
    return listeners.filter(({ port }) => !OWN_PORTS.includes(port));
  }
}
