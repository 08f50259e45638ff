import type { PortForwardState, PortsUpdate } from '../../../../shared/contract/ports.ts';
import type { ErrorData } from '../../../../shared/errors.ts';
import type { GuestPorts, PortForward } from '../../../../vm/drivers/driver.ts';
import { Emitter } from '../../../../vm/emitter.ts';
import type { Logger } from '../../log/logger.ts';
import { explainBindFailure } from './explain-bind-failure.ts';
import { HostNetwork } from './host-network.ts';
import { listenRelay, type PortRelay } from './ipv6-relay.ts';
import { planForwards } from './plan-forwards.ts';
import { type PublishedPort, portKey, sameForward, type WantedPort, wantedPorts } from './published-port.ts';
import type { HostContainer } from './published-ports.ts';
import { freePort, isWithoutAddress, tryBind } from './try-bind.ts';

/** Between two attempts to open a port that is taken, in milliseconds. */
const RETRY_MS = 2000;

export interface PortForwarderOptions {
  published: PortsUpdate['published'];
  /** The ports of the machine that runs now. */
  machine: () => GuestPorts | undefined;
  /** What containers publish; undefined while the engine does not answer, which changes nothing. */
  containers: () => { ports: PublishedPort[]; hosts: HostContainer[] } | undefined;
  bindAddress: () => '127.0.0.1' | '0.0.0.0';
  log: Logger;
  retryMs?: number;
}

interface Relayed extends WantedPort {
  relay: PortRelay;
}

interface Failure {
  /** The system's word. */
  reason: string;
  error: ErrorData;
}

/**
 * Keeps open on this computer what containers publish in a guest. IPv4 is the machine's part and outlives this
 * process; IPv6 is relayed here. Changes are taken in one after the other, each from what is there to what is wanted.
 */
export class PortForwarder {
  readonly #options: PortForwarderOptions;
  readonly #changes = new Emitter<void>();
  readonly #hostNetwork: HostNetwork;
  /** What the machine forwards, as far as is known: read once for each machine. */
  readonly #actual = new Map<string, PortForward>();
  readonly #relays = new Map<string, Relayed>();
  readonly #failures = new Map<string, Failure>();
  #machine: GuestPorts | undefined;
  #isListed = false;
  #states: PortForwardState[] = [];
  #running: Promise<void> | undefined;
  #again = false;
  #retry: NodeJS.Timeout | undefined;
  #disposed = false;

  constructor(options: PortForwarderOptions) {
    this.#options = options;
    this.#hostNetwork = new HostNetwork({
      ports: options.machine,
      hosts: () => options.containers()?.hosts ?? [],
      published: () => options.containers()?.ports ?? [],
      log: options.log,
      onChange: () => this.update(),
    });
  }

  /** Something may have changed: containers, the machine. Returns at once. */
  update(): void {
    if (this.#disposed || this.#options.published !== 'forwarded') return;
    if (this.#options.containers()) this.#hostNetwork.update();
    if (this.#running) {
      this.#again = true;
      return;
    }
    this.#running = this.#run().finally(() => {
      this.#running = undefined;
      if (this.#again) this.update();
    });
  }

  /** Asks the machine anew what it forwards, and puts right what is missing. Returns at once. */
  check(): void {
    this.#isListed = false;
    this.update();
  }

  current(): PortsUpdate {
    return { published: this.#options.published, forwards: this.#states };
  }

  onChange(listener: () => void): () => void {
    return this.#changes.on(listener);
  }

  /** Ends what this process does itself; the machine's forwards stay for the next backend. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    clearTimeout(this.#retry);
    this.#hostNetwork.dispose();
    await this.#running;
    this.#closeRelays();
    this.#changes.clear();
  }

  async #run(): Promise<void> {
    this.#again = false;
    clearTimeout(this.#retry);
    const machine = this.#options.machine();
    try {
      if (machine !== this.#machine) this.#meet(machine);
      if (machine && !this.#isListed) await this.#list(machine);
      const containers = this.#options.containers();
      if (machine && containers) await this.#reconcile(machine, this.#wanted(machine, containers.ports));
    } catch (error) {
      // The machine went meanwhile, or is too busy to answer: what of it was done is read again.
      this.#options.log.debug('Forwarding ports failed.', { error: String(error) });
      this.#isListed = false;
      this.#scheduleRetry();
    }
    if (this.#failures.size > 0) this.#scheduleRetry();
  }

  /** Another machine, or none: what was forwarded went with the old one. */
  #meet(machine: GuestPorts | undefined): void {
    this.#closeRelays();
    this.#failures.clear();
    this.#actual.clear();
    this.#machine = machine;
    this.#isListed = false;
    this.#publish([]);
  }

  async #list(machine: GuestPorts): Promise<void> {
    const found = await machine.list();
    this.#actual.clear();
    for (const forward of found) this.#actual.set(portKey(forward), forward);
    this.#isListed = true;
  }

  #wanted(machine: GuestPorts, published: PublishedPort[]): WantedPort[] {
    const { guestAddress, loopbackByContainer = false } = machine;
    const options = { bindAddress: this.#options.bindAddress(), guestAddress, loopbackByContainer };
    const all = [...published, ...this.#hostNetwork.current].flatMap((port) => wantedPorts(port, options));
    const byKey = new Map<string, WantedPort>();
    for (const port of all) if (!byKey.has(portKey(port))) byKey.set(portKey(port), port);
    return [...byKey.values()];
  }

  async #reconcile(machine: GuestPorts, wanted: WantedPort[]): Promise<void> {
    const keys = new Set(wanted.map(portKey));
    for (const key of this.#failures.keys()) if (!keys.has(key)) this.#failures.delete(key);
    for (const [key, relayed] of this.#relays) {
      const match = wanted.find((port) => portKey(port) === key);
      if (!match || !sameForward(match, relayed)) this.#closeRelay(key);
    }
    const direct = wanted.filter(({ hostIp }) => !hostIp.includes(':'));
    const sixth = wanted.filter(({ hostIp }) => hostIp.includes(':'));
    const inner = await this.#innerForwards(direct, sixth);
    const plan = planForwards<PortForward>([...direct, ...inner], this.#actual.values());
    for (const forward of plan.remove) {
      await machine.remove(forward);
      this.#actual.delete(portKey(forward));
    }
    const adding = new Set(plan.add.map(portKey));
    for (const port of [...direct, ...inner]) if (adding.has(portKey(port))) await this.#open(machine, port);
    for (const port of sixth) await this.#openRelay(port);
    this.#publish(wanted.flatMap((port) => this.#stateOf(port)));
  }

  async #open(machine: GuestPorts, port: WantedPort): Promise<void> {
    const { protocol, hostIp, hostPort, guestIp, guestPort } = port;
    const forward = { protocol, hostIp, hostPort, guestIp, guestPort };
    // QEMU shares a port of UDP with whoever allows it, and gives no reasons: the system is asked.
    const isAsked = protocol === 'udp' || this.#failures.has(portKey(port));
    const reason = isAsked ? await tryBind(port) : undefined;
    if (reason !== undefined) {
      await this.#failed(port, reason);
    } else if (await machine.add(forward)) {
      this.#actual.set(portKey(port), forward);
      this.#opened(port);
    } else {
      await this.#failed(port, (await tryBind(port)) ?? 'the machine could not take it');
    }
  }

  async #openRelay(port: WantedPort): Promise<void> {
    const key = portKey(port);
    if (this.#relays.has(key)) return;
    const through = this.#through(port);
    if (!through) return;
    try {
      const relay = await listenRelay({ ...port, targetPort: through.hostPort });
      this.#relays.set(key, { ...port, relay });
      this.#opened(port);
    } catch (error) {
      const reason = (error as NodeJS.ErrnoException).code ?? String(error);
      if (!(port.optional && isWithoutAddress(reason))) await this.#failed(port, reason);
    }
  }

  /** The machine's forward that leads to the same place from 127.0.0.1. */
  #through(port: WantedPort): PortForward | undefined {
    return [...this.#actual.values()].find(
      (forward) =>
        forward.protocol === port.protocol &&
        forward.guestIp === port.guestIp &&
        forward.guestPort === port.guestPort &&
        isOnLoopback(forward),
    );
  }

  /** Forwards from some port of 127.0.0.1, for IPv6 addresses that have no brother of IPv4. */
  async #innerForwards(direct: WantedPort[], sixth: WantedPort[]): Promise<WantedPort[]> {
    const target = (port: WantedPort) => `${port.protocol} ${port.guestIp} ${port.guestPort}`;
    const brothers = new Set(direct.filter(isOnLoopback).map(target));
    const inner = new Map<string, WantedPort>();
    for (const port of sixth) {
      if (port.optional || brothers.has(target(port)) || inner.has(target(port))) continue;
      const hostPort = this.#through(port)?.hostPort ?? (await freePort(port.protocol));
      inner.set(target(port), { ...port, hostIp: '127.0.0.1', hostPort });
    }
    return [...inner.values()];
  }

  #opened(port: WantedPort): void {
    const { containerName: container, hostIp, hostPort, protocol } = port;
    if (!this.#failures.delete(portKey(port))) return;
    this.#options.log.info('A port that was taken is open now.', { container, hostIp, hostPort, protocol });
  }

  async #failed(port: WantedPort, reason: string): Promise<void> {
    // Who holds a port is looked for once: it costs a walk through all processes.
    if (this.#failures.get(portKey(port))?.reason === reason) return;
    const error = (await explainBindFailure(port, reason)).toData();
    this.#failures.set(portKey(port), { reason, error });
    this.#options.log.warn(error.message, { hint: error.hint });
  }

  #stateOf(port: WantedPort): PortForwardState[] {
    const { containerId, hostIp, hostPort, containerPort, protocol } = port;
    const key = portKey(port);
    const common = { containerId, hostIp, hostPort, containerPort, protocol };
    const failure = this.#failures.get(key);
    if (failure) return [{ ...common, state: 'failed', error: failure.error }];
    // Where its brother failed, or there is no IPv6.
    if (!this.#actual.has(key) && !this.#relays.has(key)) return [];
    return [{ ...common, state: 'open' }];
  }

  #publish(states: PortForwardState[]): void {
    if (JSON.stringify(states) === JSON.stringify(this.#states)) return;
    this.#states = states;
    this.#changes.emit();
  }

  #closeRelay(key: string): void {
    this.#relays.get(key)?.relay.close();
    this.#relays.delete(key);
  }

  #closeRelays(): void {
    for (const key of [...this.#relays.keys()]) this.#closeRelay(key);
  }

  #scheduleRetry(): void {
    if (this.#disposed) return;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.update(), this.#options.retryMs ?? RETRY_MS);
  }
}

function isOnLoopback({ hostIp }: { hostIp: string }): boolean {
  return hostIp === '127.0.0.1' || hostIp === '0.0.0.0';
}
