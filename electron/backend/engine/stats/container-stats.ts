import type { CurrentStats, StatsSample, StatsState } from '../../../../shared/contract/stats.ts';
import { containerPath } from '../container-actions.ts';
import type { Engine } from '../engine.ts';
import type { EngineClient } from '../engine-client.ts';
import { EngineHttpError } from '../engine-errors.ts';
import { jsonLines } from '../json-lines.ts';
import type { Places } from '../places.ts';
import { StatsHistory } from './stats-history.ts';
import { type ApiStats, type StatsReading, toReading, toSample } from './stats-reading.ts';

/** Older samples are forgotten, in milliseconds. */
export const HISTORY_MS = 60 * 60 * 1000;

/** How many streams there may be, and how many may be on their way at once: each is a connection of its own. */
export interface StatsPlaces {
  streams: Places;
  openings: Places;
}

/** One container's use, measured while somebody wants to know it, over one stream of the engine. */
export class ContainerStats {
  readonly history: StatsHistory;
  readonly #engine: Engine;
  readonly #id: string;
  readonly #places: StatsPlaces;
  readonly #listeners = new Set<() => void>();
  #measuring: AbortController | undefined;
  #state: StatsState = 'waiting';
  #latest: StatsSample | undefined;
  #about: { cpus?: number; hasNetwork?: boolean } = {};
  #version = 0;

  constructor(options: { engine: Engine; id: string; places: StatsPlaces; historyLimit: number }) {
    this.#engine = options.engine;
    this.#id = options.id;
    this.#places = options.places;
    this.history = new StatsHistory(options.historyLimit);
  }

  get state(): StatsState {
    return this.#state;
  }

  /** What lasts: the cores of the engine's machine and whether there is a network, where a reading told. */
  get about(): { cpus?: number; hasNetwork?: boolean } {
    return this.#about;
  }

  /** Changes with each sample and state. */
  get version(): number {
    return this.#version;
  }

  /** undefined while it does not run, or is not measured. */
  get current(): CurrentStats | undefined {
    if (this.#state !== 'running' || !this.#latest) return undefined;
    const { cpuPercent, memoryBytes, memoryLimitBytes } = this.#latest;
    return { cpuPercent, memoryBytes, memoryLimitBytes };
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Measures from now on, once a second, until stop(). Idempotent. */
  start(): void {
    if (this.#measuring) return;
    const controller = new AbortController();
    this.#measuring = controller;
    void this.#measure(controller);
  }

  /** Closes the stream; what is known stays. Idempotent. */
  stop(): void {
    this.#measuring?.abort();
    this.#measuring = undefined;
    this.#latest = undefined;
    this.#set('waiting');
  }

  async #measure(controller: AbortController): Promise<void> {
    const { signal } = controller;
    let leave: () => void;
    try {
      leave = await this.#places.streams.take(signal);
    } catch {
      return; // Stopped before it came to its turn.
    }
    let answered = false;
    await this.#engine.follow({
      subject: 'stats',
      signal,
      session: async (client, session, onConnected) => {
        answered = false;
        try {
          await this.#readStream(client, session.signal, onConnected);
        } catch (error) {
          if (!(error instanceof EngineHttpError)) throw error;
          if (error.status === 404) this.#end(controller);
        }
        // The engine ended it in good order or refused: there is nothing to measure now.
        answered = true;
        if (!signal.aborted) this.#set('stopped');
      },
      onDisconnected: () => {
        if (!answered && !signal.aborted) this.#set('disconnected');
        answered = false;
      },
    });
    leave();
  }

  async #readStream(client: EngineClient, signal: AbortSignal, onConnected: () => void): Promise<void> {
    const leave = await this.#places.openings.take(signal);
    const stream = await client
      .open({ path: containerPath(this.#id, '/stats'), query: { stream: true }, signal })
      .finally(leave);
    // The first reading has nothing to be compared with: the time since the last session was not watched.
    let before: StatsReading | undefined;
    for await (const stats of jsonLines(stream)) {
      if (signal.aborted) return;
      const reading = toReading(stats as ApiStats);
      if (reading) {
        onConnected();
        this.#about = { cpus: reading.cpus, hasNetwork: reading.hasNetwork };
        const sample = before && toSample(before, reading, Date.now());
        if (sample) this.#add(sample);
      } else {
        this.#set('stopped');
      }
      before = reading;
    }
  }

  #add(sample: StatsSample): void {
    this.history.forgetBefore(sample.time - HISTORY_MS);
    this.history.add(sample);
    this.#latest = sample;
    this.#state = 'running';
    this.#tell();
  }

  #end(controller: AbortController): void {
    if (controller.signal.aborted) return;
    controller.abort();
    this.#set('gone');
  }

  #set(state: StatsState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#tell();
  }

  #tell(): void {
    this.#version += 1;
    for (const listener of [...this.#listeners]) listener();
  }
}
