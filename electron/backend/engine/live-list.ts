import type { Logger } from '../log/logger.ts';
import { Coalescer } from './coalescer.ts';
import type { EngineClient } from './engine-client.ts';
import type { EngineSource } from './engine-source.ts';
import { followEngine, openEvents } from './follow-engine.ts';
import { jsonLines } from './json-lines.ts';
import { pause } from './pause.ts';

/** An event storm becomes a few looks, in milliseconds. */
const COALESCE_MS = 100;
/** The engine tells of some changes a moment before its lists show them. */
const SECOND_LOOK_MS = 1000;

/** The whole list each time: for what there are hundreds of, not thousands. */
export type LiveUpdate<T> = { kind: 'snapshot'; items: T[] } | { kind: 'disconnected' };

export interface LiveListOptions<T> {
  source: EngineSource;
  client: () => EngineClient | undefined;
  log: Logger;
  /** For the log: "volumes". */
  subject: string;
  /** Types of events after which the list is read again: "volume", "container". */
  eventTypes: readonly string[];
  /** True for what nobody looks at: an engine that sleeps is not woken for it. */
  patient?: boolean;
  /** Actions of these events that change nothing the list shows, without the detail after a colon. */
  ignoredActions?: ReadonlySet<string>;
  fetch(client: EngineClient, signal: AbortSignal): Promise<T[]>;
  /** Calls its listener when the list is to be read again though the engine told nothing. */
  onStale?(listener: () => void): () => void;
}

/**
 * A list that is read again after the engine's events. All watchers share one connection, which is open only while
 * somebody watches. A list that did not change is not sent again.
 */
export class LiveList<T> {
  readonly #options: LiveListOptions<T>;
  readonly #watchers = new Set<() => void>();
  #update: LiveUpdate<T> | undefined;
  /** The update as text, to tell a change. */
  #text = '';
  #version = 0;
  #following: AbortController | undefined;

  constructor(options: LiveListOptions<T>) {
    this.#options = options;
  }

  /** The list, then each changed one; `disconnected` while the engine does not answer. Ends with the signal. */
  async *watch(signal: AbortSignal): AsyncGenerator<LiveUpdate<T>, void, void> {
    let wake = () => {};
    let seen = -1;
    const watcher = () => wake();
    this.#watchers.add(watcher);
    this.#following ??= this.#follow();
    try {
      while (!signal.aborted) {
        if (this.#update && seen !== this.#version) {
          seen = this.#version;
          yield this.#update;
          continue;
        }
        await pause({
          signal,
          onChange: (listener) => {
            wake = listener;
            return () => {
              wake = () => {};
            };
          },
        });
      }
    } finally {
      this.#watchers.delete(watcher);
      if (this.#watchers.size === 0) this.dispose();
    }
  }

  /** Closes the connection; a later watch() opens it again. Idempotent. */
  dispose(): void {
    this.#following?.abort();
    this.#following = undefined;
    this.#update = undefined;
    this.#text = '';
  }

  #follow(): AbortController {
    const controller = new AbortController();
    const { signal } = controller;
    void followEngine({
      ...this.#options,
      signal,
      session: (client, session, onConnected) => this.#session(client, session, onConnected),
      onDisconnected: () => {
        if (!signal.aborted) this.#set({ kind: 'disconnected' });
      },
    });
    return controller;
  }

  async #session(client: EngineClient, session: AbortController, onConnected: () => void): Promise<void> {
    const { signal } = session;
    const { eventTypes, ignoredActions, fetch, log, subject } = this.#options;
    // Events first, then the list, then what happened meanwhile: nothing falls between the two.
    const events = await openEvents(client, eventTypes, signal);
    const look = async () => {
      try {
        const items = await fetch(client, signal);
        if (!signal.aborted) this.#set({ kind: 'snapshot', items });
      } catch (error) {
        log.debug('Reading a list failed.', { subject, error: String(error) });
        session.abort();
        throw error;
      }
    };
    const changes = new Coalescer(COALESCE_MS, () => look().catch(() => {}));
    const secondLook = new Coalescer(SECOND_LOOK_MS, async () => changes.add('again'));
    const unsubscribe = this.#options.onStale?.(() => changes.add('stale'));
    const follow = async () => {
      for await (const event of jsonLines(events)) {
        if (ignoredActions?.has(actionOf(event))) continue;
        changes.add('event');
        secondLook.add('event');
      }
    };
    try {
      await Promise.all([follow(), look().then(onConnected)]);
    } finally {
      unsubscribe?.();
      changes.dispose();
      secondLook.dispose();
      events.destroy();
    }
  }

  #set(update: LiveUpdate<T>): void {
    const text = JSON.stringify(update);
    if (text === this.#text) return;
    this.#text = text;
    this.#update = update;
    this.#version += 1;
    for (const watcher of this.#watchers) watcher();
  }
}

/** "exec_start" of "exec_start: ls". */
function actionOf(event: unknown): string {
  const { Action: action } = (event ?? {}) as { Action?: unknown };
  return typeof action === 'string' ? (action.split(':')[0] ?? '') : '';
}
