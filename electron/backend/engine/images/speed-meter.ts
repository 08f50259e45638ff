/** What was longer ago does not count, in milliseconds. */
const WINDOW_MS = 5000;
/** Less is too little to tell a speed of, in milliseconds. */
const LEAST_MS = 500;

/** The speed of late of something whose bytes are counted up. */
export class SpeedMeter {
  readonly #now: () => number;
  #samples: { at: number; bytes: number }[] = [];

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** Takes the count so far, and returns bytes a second where that can be told. */
  add(bytes: number): number | undefined {
    const at = this.#now();
    this.#samples.push({ at, bytes });
    while (this.#samples.length > 2 && (this.#samples[1]?.at ?? at) < at - WINDOW_MS) this.#samples.shift();
    const first = this.#samples[0];
    if (!first || at - first.at < LEAST_MS) return undefined;
    return Math.max(0, Math.round(((bytes - first.bytes) * 1000) / (at - first.at)));
  }
}
