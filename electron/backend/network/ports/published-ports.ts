import { Emitter } from '../../../../vm/emitter.ts';
import type { EngineClient } from '../../engine/engine-client.ts';
import { EngineHttpError } from '../../engine/engine-errors.ts';
import type { EngineSource } from '../../engine/engine-source.ts';
import { ANSWER_TIMEOUT_MS, followEngine, openEvents } from '../../engine/follow-engine.ts';
import { jsonLines } from '../../engine/json-lines.ts';
import type { Logger } from '../../log/logger.ts';
import { type ApiContainerNetwork, type PublishedPort, readPublishedPorts } from './published-port.ts';

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
  ports: PublishedPort[];
  /** Set where it runs in the guest's own network. */
  host: HostContainer | undefined;
}

/**
 * What all containers of an engine publish, by its events. A container's ports are known as soon as its network is
 * there, a moment before its process starts.
 */
export class PublishedPorts {
  readonly #options: PublishedPortsOptions;
  readonly #changes = new Emitter<void>();
  readonly #known = new Map<string, Known>();
  /** Grows with each event of a container: an answer to a question from before it is old. */
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
    const list = await client.json<{ Id: string }[]>({
      path: '/containers/json',
      timeoutMs: ANSWER_TIMEOUT_MS,
      signal,
    });
    const running = new Set(list.map(({ Id }) => Id));
    // One with an event is being looked at already.
    for (const id of this.#known.keys())
      if (!running.has(id) && !this.#versions.has(id)) this.#known.delete(id);
    const left = [...running].filter((id) => !this.#versions.has(id));
    const worker = async () => {
      for (let id = left.pop(); id !== undefined; id = left.pop()) await this.#look(client, id, signal);
    };
    await Promise.all(Array.from({ length: LOOKS_AT_ONCE }, worker));
  }

  #onEvent(client: EngineClient, value: unknown, session: AbortController): void {
    const event = readEvent(value);
    if (!event) return;
    const { id, kind } = event;
    this.#versions.set(id, (this.#versions.get(id) ?? 0) + 1);
    if (kind === 'end') {
      if (this.#known.delete(id)) this.#changes.emit();
      return;
    }
    this.#look(client, id, session.signal, kind).catch((error: unknown) => {
      this.#options.log.debug('Looking up a container failed.', { id, error: String(error) });
      session.abort();
    });
  }

  async #look(client: EngineClient, id: string, signal: AbortSignal, kind?: EventKind): Promise<void> {
    const version = this.#versions.get(id);
    const container = await inspect(client, id, signal);
    if (signal.aborted || version !== this.#versions.get(id)) return;
    // A network that goes may still be in the answer; one that comes is there before its container runs.
    const over = kind === 'detach' && container?.State?.Running !== true;
    const known = container && !over ? readContainer(container) : undefined;
    const before = this.#known.get(id);
    if (JSON.stringify(before) === JSON.stringify(known)) return;
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

/** undefined where nothing of it is to be forwarded. */
function readContainer(container: ApiContainerNetwork): Known | undefined {
  const { Id: id, Name: name = '', HostConfig, State } = container;
  const ports = readPublishedPorts(container);
  const isHost = HostConfig?.NetworkMode === 'host' && State?.Running === true;
  if (ports.length === 0 && !isHost) return undefined;
  const host = { id, name: name.replace(/^\//, ''), startedAt: State?.StartedAt ?? '' };
  return { ports, host: isHost ? host : undefined };
}

type EventKind = 'begin' | 'attach' | 'detach' | 'end';

const KINDS: Readonly<Record<string, EventKind>> = {
  'container start': 'begin',
  'container rename': 'begin',
  'container die': 'end',
  'container destroy': 'end',
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
