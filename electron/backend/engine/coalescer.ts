/**
 * Collects ids for a moment and hands them over together, each once: an event storm becomes a few calls. The next
 * batch waits until the one before it is done.
 */
export class Coalescer {
  readonly #delayMs: number;
  readonly #flush: (ids: string[]) => Promise<void>;
  #waiting = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #busy = false;
  #disposed = false;

  /** `flush` deals with its own errors: one that it throws is a bug and goes unhandled on purpose. */
  constructor(delayMs: number, flush: (ids: string[]) => Promise<void>) {
    this.#delayMs = delayMs;
    this.#flush = flush;
  }

  add(id: string): void {
    this.#waiting.add(id);
    this.#schedule();
  }

  /** What waits is dropped. */
  dispose(): void {
    this.#disposed = true;
    clearTimeout(this.#timer);
    this.#waiting.clear();
  }

  #schedule(): void {
    if (this.#disposed || this.#busy || this.#timer !== undefined || this.#waiting.size === 0) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#run();
    }, this.#delayMs);
  }

  async #run(): Promise<void> {
    const ids = [...this.#waiting];
    this.#waiting = new Set();
    this.#busy = true;
    try {
      await this.#flush(ids);
    } finally {
      this.#busy = false;
      this.#schedule();
    }
  }
}
