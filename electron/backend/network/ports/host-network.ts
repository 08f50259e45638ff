import type { GuestListener, GuestPorts } from '../../../../vm/drivers/driver.ts';
import { sleep } from '../../../../vm/sleep.ts';
import type { Logger } from '../../log/logger.ts';
import { isWildcard, type PublishedPort } from './published-port.ts';
import type { HostContainer } from './published-ports.ts';

/** No event tells of a program that begins to listen. */
const LOOK_EVERY_MS = 1000;
/** From here on are the ports that programs get for their own questions: a UDP socket there waits for an answer. */
const FIRST_EPHEMERAL = 32_768;

export interface HostNetworkOptions {
  ports: () => GuestPorts | undefined;
  /** Containers in the guest's own network. */
  hosts: () => HostContainer[];
  /** What containers publish: the engine keeps those ports bound in the guest. */
  published: () => PublishedPort[];
  log: Logger;
  onChange: () => void;
}

/**
 * The ports of containers with `--network host`, which publish nothing: what listens in the guest is looked for while
 * there is such a container, and not otherwise.
 */
export class HostNetwork {
  readonly #options: HostNetworkOptions;
  readonly #end = new AbortController();
  #found: PublishedPort[] = [];
  #seen = new Set<string>();
  #looking: Promise<void> | undefined;

  constructor(options: HostNetworkOptions) {
    this.#options = options;
  }

  get current(): PublishedPort[] {
    return this.#found;
  }

  /** There may be such a container now, or none any more. */
  update(): void {
    if (this.#options.hosts().length === 0) {
      this.#found = [];
      this.#seen.clear();
    } else {
      this.#looking ??= this.#look().finally(() => {
        this.#looking = undefined;
      });
    }
  }

  dispose(): void {
    this.#end.abort();
  }

  async #look(): Promise<void> {
    const { signal } = this.#end;
    const { hosts, ports, log, published, onChange } = this.#options;
    while (!signal.aborted && hosts().length > 0) {
      try {
        const listeners = (await ports()?.listeners()) ?? [];
        const found = hostNetworkPorts(listeners, {
          hosts: hosts(),
          published: published(),
          before: this.#found,
        });
        // What is there twice is there to stay: a port that a container just gave up is still bound for a moment.
        const now = found.filter((port) => this.#seen.has(`${port.protocol} ${port.hostPort}`));
        this.#seen = new Set(found.map((port) => `${port.protocol} ${port.hostPort}`));
        const changed = JSON.stringify(now) !== JSON.stringify(this.#found);
        this.#found = now;
        if (changed) onChange();
      } catch (error) {
        log.debug('Looking for what listens in the guest failed.', { error: String(error) });
      }
      await sleep(LOOK_EVERY_MS, signal).catch(() => {});
    }
  }
}

/**
 * What of the guest's listeners belongs to containers in its network. The kernel does not tell to which of them: a new
 * one is taken for that of the container that was started last.
 */
export function hostNetworkPorts(
  listeners: GuestListener[],
  known: { hosts: HostContainer[]; published: PublishedPort[]; before: PublishedPort[] },
): PublishedPort[] {
  const newest = [...known.hosts].sort((a, b) => b.startedAt.localeCompare(a.startedAt))[0];
  if (!newest) return [];
  const key = (port: { protocol: string }, number: number) => `${port.protocol} ${number}`;
  const published = new Set(known.published.map((port) => key(port, port.hostPort)));
  const running = new Set(known.hosts.map(({ id }) => id));
  const before = new Map(known.before.map((port) => [key(port, port.hostPort), port]));
  const found = new Map<string, PublishedPort>();
  for (const { protocol, ip, port } of listeners) {
    const name = key({ protocol }, port);
    const isLoopback = ip.startsWith('127.');
    if (published.has(name) || !(isWildcard(ip) || isLoopback)) continue;
    if (protocol === 'udp' && port >= FIRST_EPHEMERAL) continue;
    const owner = before.get(name);
    const same = owner && running.has(owner.containerId) ? owner : undefined;
    const common = {
      containerId: same?.containerId ?? newest.id,
      containerName: same?.containerName ?? newest.name,
      protocol,
      containerPort: port,
      hostPort: port,
      containerIp: undefined,
    };
    // One for all addresses is also there for loopback.
    if (isLoopback && found.has(name)) continue;
    found.set(name, { ...common, hostIp: isLoopback ? ip : undefined });
  }
  return [...found.values()];
}
