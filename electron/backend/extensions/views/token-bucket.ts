/** So many at once, and one more after each interval: what comes faster is refused. */
export class TokenBucket {
  readonly #size: number;
  readonly #everyMs: number;
  #tokens: number;
  #filledAt: number;

  constructor(options: { size: number; everyMs: number }, now = Date.now()) {
    this.#size = options.size;
    this.#everyMs = options.everyMs;
    this.#tokens = options.size;
    this.#filledAt = now;
  }

  /** @param now milliseconds since the epoch */
  take(now = Date.now()): boolean {
    const grown = (now - this.#filledAt) / this.#everyMs;
    this.#tokens = Math.min(this.#size, this.#tokens + Math.max(0, grown));
    this.#filledAt = now;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
