import type {
  ContainerState,
  ContainerSummary,
  ContainersUpdate,
} from '../../../shared/contract/containers.ts';
import type { Logger } from '../log/logger.ts';
import { Coalescer } from './coalescer.ts';
import { toContainerSummary } from './container-summary.ts';
import type { ApiContainer } from './engine-api.ts';
import type { EngineClient } from './engine-client.ts';
import { changesList, parseContainerEvent } from './engine-event.ts';
import type { EngineSource } from './engine-source.ts';
import { ANSWER_TIMEOUT_MS, followEngine, openEvents } from './follow-engine.ts';
import { isHelper } from './helpers/helper-label.ts';
import { type HiddenObjects, hiddenObjects } from './hidden-objects.ts';
import { jsonLines } from './json-lines.ts';
import { ListSubscription } from './list-subscription.ts';

/** Within the 100 ms from event to paint, and long enough for a storm's events to meet. */
const COALESCE_MS = 50;
/** Above it the whole list is one smaller question than a filter with every id. */
const FILTER_LIMIT = 100;
/**
 * The engine tells of a change before its list shows it: of an end before it has taken down the network, of a pause
 * before it has written it to its disk. On a busy machine that takes seconds. While the list still says what an event
 * has ended, it is asked again.
 */
const STALE_AFTER: Readonly<Record<string, readonly ContainerState[]>> = {
  start: ['created', 'exited'],
  die: ['running', 'paused'],
  pause: ['running'],
  unpause: ['paused'],
};
const SETTLE_MS = 250;
const SETTLE_LIMIT_MS = 30_000;
/** Other changes ("health_status", "rename") may come a moment too early too: each is looked up once more. */
const SECOND_LOOK_MS = 1000;

/**
 * The containers list, kept by following the engine's events. All watchers share one connection, which is open only
 * while somebody watches.
 */
export class ContainerList {
  readonly #source: EngineSource;
  readonly #client: () => EngineClient | undefined;
  readonly #log: Logger;
  readonly #hidden: HiddenObjects;
  readonly #unsubscribe: () => void;
  readonly #subscriptions = new Set<ListSubscription>();
  readonly #byId = new Map<string, ContainerSummary>();
  #state: 'unknown' | 'connected' | 'disconnected' = 'unknown';
  #following: AbortController | undefined;

  constructor(options: {
    source: EngineSource;
    client: () => EngineClient | undefined;
    hidden?: HiddenObjects;
    log: Logger;
  }) {
    this.#hidden = options.hidden ?? hiddenObjects();
    this.#unsubscribe = this.#hidden.onChange(() => this.#markAgain());
    this.#source = options.source;
    this.#client = options.client;
    this.#log = options.log;
  }

  /** A snapshot, then each change; `disconnected` while the engine does not answer. Ends with the signal. */
  async *watch(signal: AbortSignal): AsyncGenerator<ContainersUpdate, void, void> {
    const subscription = new ListSubscription(() => [...this.#byId.values()]);
    this.#subscriptions.add(subscription);
    if (this.#state === 'connected') subscription.snapshot();
    if (this.#state === 'disconnected') subscription.disconnected();
    this.#following ??= this.#startFollowing();
    try {
      yield* subscription.updates(signal);
    } finally {
      this.#subscriptions.delete(subscription);
      if (this.#subscriptions.size === 0) this.dispose();
    }
  }

  /** A container's name where the list knows it, for messages. */
  nameOf(id: string): string | undefined {
    return this.#byId.get(id)?.name;
  }

  /** It is watched no more. */
  end(): void {
    this.#unsubscribe();
    this.dispose();
  }

  /** Closes the connection; a later watch() opens it again. Idempotent. */
  dispose(): void {
    this.#following?.abort();
    this.#following = undefined;
    this.#state = 'unknown';
    this.#byId.clear();
  }

  #startFollowing(): AbortController {
    const controller = new AbortController();
    const { signal } = controller;
    void followEngine({
      source: this.#source,
      client: this.#client,
      log: this.#log,
      subject: 'containers',
      signal,
      session: (client, session, onConnected) => this.#listThenFollow(client, session, onConnected),
      onDisconnected: () => {
        if (!signal.aborted) this.#setDisconnected();
      },
    });
    return controller;
  }

  /** Events first, then the list, then what happened meanwhile: nothing falls between the two. */
  async #listThenFollow(
    client: EngineClient,
    session: AbortController,
    onConnected: () => void,
  ): Promise<void> {
    const { signal } = session;
    const events = await openEvents(client, ['container'], signal);
    let listed = () => {};
    const list = new Promise<void>((resolve) => {
      listed = resolve;
    });
    /** What the list may not say of a container any more, and the moment from which it is believed all the same. */
    const expected = new Map<string, { stale: readonly ContainerState[]; until: number }>();
    const changes = new Coalescer(COALESCE_MS, async (ids) => {
      await list;
      try {
        await this.#refresh(client, ids, signal);
        const unsettled = ids.filter((id) => {
          const state = this.#byId.get(id)?.state;
          const expectation = expected.get(id);
          if (state && expectation?.stale.includes(state) && Date.now() < expectation.until) return true;
          expected.delete(id);
          return false;
        });
        if (unsettled.length === 0) return;
        setTimeout(() => {
          if (!signal.aborted) for (const id of unsettled) changes.add(id);
        }, SETTLE_MS);
      } catch (error) {
        this.#log.debug('Looking up changed containers failed.', { error: String(error) });
        session.abort();
      }
    });
    const secondLook = new Coalescer(SECOND_LOOK_MS, async (ids) => {
      for (const id of ids) changes.add(id);
    });
    try {
      const following = (async () => {
        for await (const value of jsonLines(events)) {
          const event = parseContainerEvent(value);
          if (!event || !changesList(event)) continue;
          const stale = STALE_AFTER[event.action];
          if (stale) expected.set(event.id, { stale, until: Date.now() + SETTLE_LIMIT_MS });
          changes.add(event.id);
          secondLook.add(event.id);
        }
      })();
      await Promise.all([
        following,
        this.#listAll(client, signal).then(() => {
          onConnected();
          listed();
        }),
      ]);
    } finally {
      changes.dispose();
      secondLook.dispose();
      events.destroy();
    }
  }

  async #listAll(client: EngineClient, signal: AbortSignal): Promise<void> {
    const containers = (await fetchContainers(client, signal)).map((each) => this.#mark(each));
    if (signal.aborted) return;
    this.#byId.clear();
    for (const container of containers) this.#byId.set(container.id, container);
    this.#state = 'connected';
    for (const subscription of this.#subscriptions) subscription.snapshot();
  }

  async #refresh(client: EngineClient, ids: string[], signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const filter = ids.length <= FILTER_LIMIT ? ids : undefined;
    const fetched = await fetchContainers(client, signal, filter);
    const found = new Map(fetched.map((item) => [item.id, this.#mark(item)]));
    if (signal.aborted) return;
    const upsert: ContainerSummary[] = [];
    const remove: string[] = [];
    for (const id of ids) {
      const container = found.get(id);
      if (container && !isSame(container, this.#byId.get(id))) {
        this.#byId.set(id, container);
        upsert.push(container);
      } else if (!container && this.#byId.delete(id)) {
        remove.push(id);
      }
    }
    if (upsert.length === 0 && remove.length === 0) return;
    for (const subscription of this.#subscriptions) subscription.delta(upsert, remove);
  }

  #mark({ isHidden: _, ...container }: ContainerSummary): ContainerSummary {
    return this.#hidden.isHidden(container.labels) ? { ...container, isHidden: true } : container;
  }

  /** Something else is left out than before. */
  #markAgain(): void {
    const changed = [...this.#byId.values()]
      .map((each) => this.#mark(each))
      .filter((each) => !isSame(each, this.#byId.get(each.id)));
    for (const container of changed) this.#byId.set(container.id, container);
    if (changed.length === 0) return;
    for (const subscription of this.#subscriptions) subscription.delta(changed, []);
  }

  #setDisconnected(): void {
    if (this.#state === 'disconnected') return;
    this.#state = 'disconnected';
    this.#byId.clear();
    for (const subscription of this.#subscriptions) subscription.disconnected();
  }
}

async function fetchContainers(
  client: EngineClient,
  signal: AbortSignal,
  ids?: string[],
): Promise<ContainerSummary[]> {
  const containers = await client.json<ApiContainer[]>({
    path: '/containers/json',
    query: { all: true, filters: ids ? { id: ids } : undefined },
    timeoutMs: ANSWER_TIMEOUT_MS,
    signal,
  });
  return containers.filter(({ Labels: labels }) => !isHelper(labels)).map(toContainerSummary);
}

function isSame(a: ContainerSummary, b: ContainerSummary | undefined): boolean {
  return b !== undefined && JSON.stringify(a) === JSON.stringify(b);
}
