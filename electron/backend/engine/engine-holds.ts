import type { EngineSource } from './engine-source.ts';

/** Work on the engine that keeps it awake while nothing passes: an answer that takes its time. */
export class EngineHolds {
  readonly #source: Pick<EngineSource, 'ready' | 'touch'>;
  #count = 0;

  constructor(source: Pick<EngineSource, 'ready' | 'touch'>) {
    this.#source = source;
  }

  /** How many there are now. */
  get count(): number {
    return this.#count;
  }

  /** Wakes the engine, and does the work. @throws AppError engine_unreachable where a person paused it */
  async *during<T>(work: () => AsyncIterable<T>): AsyncGenerator<T, void, void> {
    this.#count += 1;
    try {
      await this.#source.ready?.();
      yield* work();
    } finally {
      this.#count -= 1;
      // What sleeps again does so some time after that.
      this.#source.touch?.();
    }
  }
}
