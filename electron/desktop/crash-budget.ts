/** How often something that crashed is started again by itself: what crashes at once again and again is left alone. */
export class CrashBudget {
  readonly #limit: number;
  readonly #withinMs: number;
  readonly #now: () => number;
  #times: number[] = [];

  /** @param options.limit how many crashes within the time are put up with */
  constructor(options: { limit: number; withinMs: number; now?: () => number }) {
    this.#limit = options.limit;
    this.#withinMs = options.withinMs;
    this.#now = options.now ?? Date.now;
  }

  /** One more crash. @returns whether to try again */
  spend(): boolean {
    const now = this.#now();
    this.#times = [...this.#times.filter((time) => now - time < this.#withinMs), now];
    return this.#times.length <= this.#limit;
  }

  /** A person says to try again. */
  renew(): void {
    this.#times = [];
  }
}
