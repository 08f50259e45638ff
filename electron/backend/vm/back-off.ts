/** A crash this long after the engine was ready has nothing to do with the one before it. */
const STABLE_MS = 5 * 60_000;
const MAX_RESTARTS = 5;
const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 8000;

export interface RestartGrant {
  /** 1 for the first restart in a row. */
  attempt: number;
  delayMs: number;
}

/**
 * How often a crashed machine is started again: at most five times in a row, each after a longer wait. The count
 * is cleared after five stable minutes, and by a start that a person asked for. Times are milliseconds.
 */
export class RestartBudget {
  static readonly max = MAX_RESTARTS;
  #used = 0;
  #stableSince: number | undefined;

  /** The engine is ready. */
  ready(now: number): void {
    this.#stableSince = now;
  }

  /** The machine crashed. undefined where it has had its restarts. */
  crashed(now: number): RestartGrant | undefined {
    if (this.#stableSince !== undefined && now - this.#stableSince >= STABLE_MS) this.#used = 0;
    this.#stableSince = undefined;
    if (this.#used >= MAX_RESTARTS) return undefined;
    this.#used += 1;
    return {
      attempt: this.#used,
      delayMs: Math.min(FIRST_DELAY_MS * 2 ** (this.#used - 1), LONGEST_DELAY_MS),
    };
  }

  reset(): void {
    this.#used = 0;
    this.#stableSince = undefined;
  }
}
