export interface HostWakeOptions {
  /** @param awayMs for how long nothing went on here, in milliseconds; negative where the clock was set back */
  onWake(awayMs: number): void;
  /** Between two looks. Few enough that they keep no computer awake. */
  everyMs?: number;
}

/** A look that comes so much too late was not late by itself. */
const SLACK_MS = 2500;

/**
 * Notices that this computer was asleep, that this process was stopped, or that the clock was set: one slow timer whose
 * wall clock has gone on by another time than the timer's.
 */
export class HostWake {
  readonly #options: HostWakeOptions;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: HostWakeOptions) {
    this.#options = options;
  }

  /** Looks while there is something that a sleep matters to. Idempotent. */
  watch(isWatched: boolean): void {
    if (!isWatched) {
      clearTimeout(this.#timer);
      this.#timer = undefined;
    } else if (!this.#timer) this.#next();
  }

  #next(): void {
    const { everyMs = 3000, onWake } = this.#options;
    const from = Date.now();
    this.#timer = setTimeout(() => {
      const awayMs = Date.now() - from - everyMs;
      this.#next();
      if (Math.abs(awayMs) > SLACK_MS) onWake(awayMs);
    }, everyMs);
    this.#timer.unref();
  }
}
