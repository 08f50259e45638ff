import { Emitter } from '../../../../vm/emitter.ts';
import type { EngineClient } from '../../engine/engine-client.ts';
import { EngineHttpError } from '../../engine/engine-errors.ts';
import type { EngineSource } from '../../engine/engine-source.ts';
import { ANSWER_TIMEOUT_MS, followEngine, openEvents } from '../../engine/follow-engine.ts';
import { jsonLines } from '../../engine/json-lines.ts';
import type { Logger } from '../../log/logger.ts';
import {
  type ApiContainerNetwork,
  type PublishedPort,
  readPlannedPorts,
  readPublishedPorts,
} from './published-port.ts';

/** Looks at an engine at once when it comes back with many containers. */
const LOOKS_AT_ONCE = 8;

export interface HostContainer {
  id: string;
  name: string;
  startedAt: string;
}

export interface PublishedPortsOptions {
  source: EngineSource;
  client: () => EngineClient | undefined;
  log: Logger;
}

interface Known {
  /** What is published now. */
  ports: PublishedPort[];
  /** Set where it runs in the guest's own network. */
  host: HostContainer | undefined;
}

/**
 * What all containers of an engine publish, by its events. The engine answers no question about a container while that
 * starts, so what it will publish is remembered from before: its ports are there with its network, a moment before its
 * process.
 */
export class PublishedPorts {
  readonly #options: PublishedPortsOptions;
  readonly #changes = new Emitter<void>();
  readonly #known = new Map<string, Known>();
  /** What containers publish once they have a network. */
  readonly #planned = new Map<string, PublishedPort[]>();
  /** Those that have a network and do not run yet. */
  readonly #attached = new Set<string>();
  /** Grows when a container gets or loses a network: an answer to a question from before is old. */
  readonly #versions = new Map<string, number>();
  readonly #end = new AbortController();
  #complete = false;

  constructor(options: PublishedPortsOptions) {
    this.#options = options;
  }

  /** Called once. */
  follow(): void {
    const { signal } = this.#end;
    void followEngine({
      ...this.#options,
      subject: 'published ports',
      patient: true,
      signal,
      session: (client, session, onConnected) => this.#session(client, session, onConnected),
      onDisconnected: () => {
        this.#complete = false;
      },
    });
  }

  /** undefined while the engine does not answer: what it published last goes on. */
  current(): { ports: PublishedPort[]; hosts: HostContainer[] } | undefined {
    if (!this.#complete) return undefined;
    const all = [...this.#known.values()];
    return {
      ports: all.flatMap(({ ports }) => ports),
      hosts: all.flatMap(({ host }) => (host ? [host] : [])),
    };
  }

  onChange(listener: () => void): () => void {
    return this.#changes.on(listener);
  }

  dispose(): void {
    this.#end.abort();
    this.#changes.clear();
  }

  /** Events first, then what is there already: nothing falls between the two. */
  async #session(client: EngineClient, session: AbortController, onConnected: () => void): Promise<void> {
    const { signal } = session;
    const events = await openEvents(client, ['container', 'network'], signal);
    this.#versions.clear();
    this.#attached.clear();
    try {
      const following = (async () => {
        for await (const event of jsonLines(events)) this.#onEvent(client, event, session);
      })();
      const listing = this.#lookAtAll(client, signal).then(() => {
        if (signal.aborted) return;
        onConnected();
        this.#complete = true;
        this.#changes.emit();
      });
      await Promise.all([following, listing]);
    } finally {
      events.destroy();
    }
  }

  async #lookAtAll(client: EngineClient, signal: AbortSignal): Promise<void> {
    const list = await client.json<{ Id: string; State: string }[]>({
      path: '/containers/json',
      query: { all: true },
      timeoutMs: ANSWER_TIMEOUT_MS,
      signal,
    });
    const isUp = ({ State }: { State: string }) => !['created', 'exited', 'dead'].includes(State);
    const [up, down] = [list.filter(isUp), list.filter((container) => !isUp(container))];
    const ids = new Set(up.map(({ Id }) => Id));
    for (const id of this.#known.keys()) if (!ids.has(id) && !this.#attached.has(id)) this.#known.delete(id);
    await this.#lookAtSome(client, up, signal);
    // Those that do not run publish nothing: they are looked at for the moment when they start.
    this.#lookAtSome(client, down, signal).catch(() => {});
  }

  async #lookAtSome(client: EngineClient, list: { Id: string }[], signal: AbortSignal): Promise<void> {
    const left = list.map(({ Id }) => Id);
    const worker = async () => {
      for (let id = left.pop(); id !== undefined; id = left.pop()) await this.#look(client, id, signal);
    };
    await Promise.all(Array.from({ length: LOOKS_AT_ONCE }, worker));
  }

  #onEvent(client: EngineClient, value: unknown, session: AbortController): void {
    const event = readEvent(value);
    if (!event) return;
    const { id, kind } = event;
    if (kind !== 'begin') this.#versions.set(id, (this.#versions.get(id) ?? 0) + 1);
    if (kind === 'attach') this.#attached.add(id);
    else this.#attached.delete(id);
    if (kind === 'end' || kind === 'gone') this.#set(id, undefined);
    if (kind === 'gone') {
      this.#planned.delete(id);
      this.#versions.delete(id);
    }
    if (kind === 'end' || kind === 'gone') return;
    this.#foresee(id);
    this.#look(client, id, session.signal).catch((error: unknown) => {
      this.#options.log.debug('Looking up a container failed.', { id, error: String(error) });
      session.abort();
    });
  }

  async #look(client: EngineClient, id: string, signal: AbortSignal): Promise<void> {
    const version = this.#versions.get(id);
    const container = await inspect(client, id, signal);
    if (signal.aborted) return;
    if (container) this.#planned.set(id, readPlannedPorts(container));
    else this.#planned.delete(id);
    if (version === this.#versions.get(id)) this.#set(id, container && readContainer(container));
    else this.#foresee(id);
  }

  /** Where a container is starting, what it will publish counts already. */
  #foresee(id: string): void {
    const ports = this.#planned.get(id);
    if (ports && ports.length > 0 && this.#attached.has(id) && !this.#known.has(id)) {
      this.#set(id, { ports, host: undefined });
    }
  }

  #set(id: string, known: Known | undefined): void {
    if (JSON.stringify(this.#known.get(id)) === JSON.stringify(known)) return;
    if (known) this.#known.set(id, known);
    else this.#known.delete(id);
    this.#changes.emit();
  }
}

async function inspect(
  client: EngineClient,
  id: string,
  signal: AbortSignal,
): Promise<ApiContainerNetwork | undefined> {
  try {
    return await client.json({ path: `/containers/${id}/json`, timeoutMs: ANSWER_TIMEOUT_MS, signal });
  } catch (error) {
    if (error instanceof EngineHttpError && error.status === 404) return undefined;
    throw error;
  }
}

/** undefined where nothing of it is to be forwarded. What an answer says of one that does not run may be of before. */
function readContainer(container: ApiContainerNetwork): Known | undefined {
  const { Id: id, Name: name = '', HostConfig, State } = container;
  const ports = State?.Running === true ? readPublishedPorts(container) : [];
  const isHost = HostConfig?.NetworkMode === 'host' && State?.Running === true;
  if (ports.length === 0 && !isHost) return undefined;
  const host = { id, name: name.replace(/^\//, ''), startedAt: State?.StartedAt ?? '' };
  return { ports, host: isHost ? host : undefined };
}

type EventKind = 'begin' | 'attach' | 'detach' | 'end' | 'gone';

const KINDS: Readonly<Record<string, EventKind>> = {
  'container create': 'begin',
  'container start': 'begin',
  'container rename': 'begin',
  'container die': 'end',
  'container destroy': 'gone',
  'network connect': 'attach',
  'network disconnect': 'detach',
};

/** The container that an event is about, and what the event means for its ports; undefined where nothing. */
export function readEvent(value: unknown): { id: string; kind: EventKind } | undefined {
  const { Type, Action, Actor } = (value ?? {}) as {
    Type?: string;
    Action?: string;
    Actor?: { ID?: string; Attributes?: Record<string, string> };
  };
  const kind = KINDS[`${Type} ${Action}`];
  const id = Type === 'network' ? Actor?.Attributes?.container : Actor?.ID;
  return kind && id ? { id, kind } : undefined;
}
