import type { CurrentStats, StatsSeries, StatsUpdate } from '../../../../shared/contract/stats.ts';
import type { Engine } from '../engine.ts';
import { pause } from '../pause.ts';
import { Places } from '../places.ts';
import { ContainerStats, HISTORY_MS } from './container-stats.ts';
import { emptySeries } from './stats-history.ts';

const EVERY_MS = 1000;
/** A new watcher gets its first numbers as soon as they are there. */
const FIRST_EVERY_MS = 200;
/** A view that is closed and opened again, or gives way to another, leaves no gap shorter than this. */
const LINGER_MS = 10_000;
/** Of a container that was only ever seen in the list: 5 minutes, in samples. */
const LIST_HISTORY = 300;
const FOLLOWED_HISTORY = HISTORY_MS / EVERY_MS;
/** How many containers that nobody watches are remembered. */
const IDLE_KEPT = 100;
const STREAM_LIMIT = 256;
const OPENING_LIMIT = 8;

interface Entry {
  readonly stats: ContainerStats;
  watchers: number;
  /** Stops the measuring, and later forgets, what nobody watches. */
  timer: ReturnType<typeof setTimeout> | undefined;
}

/**
 * Measures the containers that somebody watches, each over one stream however many watch it, and remembers for an hour
 * what it measured. Above the limit of streams, containers wait for one to be free.
 */
export class StatsCollector {
  readonly #engine: Engine;
  readonly #lingerMs: number;
  readonly #places = { streams: new Places(STREAM_LIMIT), openings: new Places(OPENING_LIMIT) };
  /** Those that were watched last come last. */
  readonly #entries = new Map<string, Entry>();

  constructor(options: { engine: Engine; lingerMs?: number }) {
    this.#engine = options.engine;
    this.#lingerMs = options.lingerMs ?? LINGER_MS;
    options.engine.onDispose(() => this.dispose());
  }

  /** What the containers use now; an item is sent where something changed. Ends with the signal. */
  async *watch(
    ids: string[],
    signal: AbortSignal,
  ): AsyncGenerator<{ samples: Record<string, CurrentStats> }, void, void> {
    const entries = [...new Set(ids)].map((id) => [id, this.#acquire(id)] as const);
    let seen: number | undefined;
    let isEmpty = true;
    try {
      while (!signal.aborted) {
        const version = entries.reduce((sum, [, { stats }]) => sum + stats.version, 0);
        if (version !== seen) {
          seen = version;
          const samples = Object.fromEntries(
            entries.flatMap(([id, { stats }]) => (stats.current ? [[id, stats.current]] : [])),
          );
          isEmpty = Object.keys(samples).length === 0;
          yield { samples };
        }
        const milliseconds = isEmpty ? FIRST_EVERY_MS : EVERY_MS;
        await pause({ signal, onChange: () => () => {}, milliseconds });
      }
    } finally {
      for (const [id] of entries) this.#release(id);
    }
  }

  /** What is kept of a container, then each sample and change of state. Ends with the signal or the container. */
  async *follow(id: string, signal: AbortSignal): AsyncGenerator<StatsUpdate, void, void> {
    const { stats } = this.#acquire(id);
    stats.history.raiseLimit(FOLLOWED_HISTORY);
    let seen = -1;
    let next = 0;
    try {
      while (!signal.aborted) {
        if (seen === stats.version) {
          await pause({ signal, onChange: (listener) => stats.onChange(listener) });
          continue;
        }
        seen = stats.version;
        const series = stats.history.read(next);
        next = stats.history.next;
        const { state, about } = stats;
        yield { state, ...about, series };
        if (state === 'gone') return;
      }
    } finally {
      this.#release(id);
    }
  }

  /** What is kept, also of a container that nobody watches. */
  history(id: string): StatsSeries {
    return this.#entries.get(id)?.stats.history.read() ?? emptySeries();
  }

  /** Stops all and forgets all. Idempotent. */
  dispose(): void {
    for (const id of [...this.#entries.keys()]) this.#forget(id);
  }

  #acquire(id: string): Entry {
    const entry = this.#entries.get(id) ?? {
      stats: new ContainerStats({
        engine: this.#engine,
        id,
        places: this.#places,
        historyLimit: LIST_HISTORY,
      }),
      watchers: 0,
      timer: undefined,
    };
    this.#entries.delete(id);
    this.#entries.set(id, entry);
    clearTimeout(entry.timer);
    entry.watchers += 1;
    entry.stats.start();
    return entry;
  }

  #release(id: string): void {
    const entry = this.#entries.get(id);
    if (!entry) return; // Disposed meanwhile.
    entry.watchers -= 1;
    if (entry.watchers > 0) return;
    if (entry.stats.state === 'gone') {
      this.#forget(id);
      return;
    }
    entry.timer = setTimeout(() => {
      entry.stats.stop();
      // A timer of an hour keeps no process alive.
      entry.timer = setTimeout(() => this.#forget(id), HISTORY_MS).unref();
      this.#forgetOldest();
    }, this.#lingerMs);
  }

  #forgetOldest(): void {
    const idle = [...this.#entries].filter(([, entry]) => entry.watchers === 0);
    for (const [id] of idle.slice(0, Math.max(0, idle.length - IDLE_KEPT))) this.#forget(id);
  }

  #forget(id: string): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    clearTimeout(entry.timer);
    entry.stats.stop();
    this.#entries.delete(id);
  }
}
