import { LineNumbers } from './line-numbers.ts';
import type { LogStore, LogStream } from './log-store.ts';

/** Which lines of a log are shown, by their place. */
export interface LineList {
  readonly length: number;
  /** The absolute number of the line at a place. */
  at(index: number): number | undefined;
  /** The place of a line, or that of the next one that is shown. */
  indexOf(number: number): number;
  /** Takes up what has come since, and drops what was let go; where it does not do so by itself. */
  update?(): void;
}

export type StreamFilter = 'all' | LogStream;

/** Every line of a store. */
export class AllLines implements LineList {
  constructor(private readonly store: LogStore) {}

  get length(): number {
    return this.store.length;
  }

  at(index: number): number | undefined {
    return index < 0 || index >= this.length ? undefined : this.store.first + index;
  }

  indexOf(number: number): number {
    return Math.min(this.length, Math.max(0, number - this.store.first));
  }
}

/** The lines of one stream, as of the last update(). */
export class StreamLines implements LineList {
  readonly #numbers = new LineNumbers();
  readonly #wantsStderr: boolean;
  #seen = 0;

  constructor(
    private readonly store: LogStore,
    stream: LogStream,
  ) {
    this.#wantsStderr = stream === 'stderr';
  }

  update(): void {
    const { store } = this;
    this.#numbers.dropBefore(store.first);
    for (let number = Math.max(this.#seen, store.first); number < store.end; number++) {
      if (store.isStderr(number) === this.#wantsStderr) this.#numbers.push(number);
    }
    this.#seen = store.end;
  }

  get length(): number {
    return this.#numbers.length;
  }

  at(index: number): number | undefined {
    return this.#numbers.at(index);
  }

  indexOf(number: number): number {
    return this.#numbers.indexOf(number);
  }
}
