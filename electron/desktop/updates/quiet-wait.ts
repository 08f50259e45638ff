/** Containers that are being restarted do not run for a moment either. In milliseconds. */
const QUIET_MS = 60_000;

export interface QuietWaitOptions {
  isQuiet(): boolean;
  /** Called once for each start. */
  onQuiet(): void;
  quietMs?: number;
}

/** Waits until nothing has gone on for a while. */
export class QuietWait {
  readonly #options: QuietWaitOptions;
  readonly #quietMs: number;
  #timer: NodeJS.Timeout | undefined;
  #waits = false;
  #wasQuiet = false;

  constructor(options: QuietWaitOptions) {
    this.#options = options;
    this.#quietMs = options.quietMs ?? QUIET_MS;
  }

  start(): void {
    if (this.#waits) return;
    this.#waits = true;
    this.#begin();
  }

  stop(): void {
    this.#waits = false;
    clearTimeout(this.#timer);
  }

  /** To be called when something may have begun or ended: each beginning has the time count anew. */
  look(): void {
    if (this.#waits && this.#options.isQuiet() !== this.#wasQuiet) this.#begin();
  }

  #begin(): void {
    clearTimeout(this.#timer);
    this.#wasQuiet = this.#options.isQuiet();
    this.#timer = setTimeout(() => this.#end(), this.#quietMs).unref();
  }

  /** Not everything that goes on is told of, so it is looked once more. */
  #end(): void {
    if (this.#wasQuiet && this.#options.isQuiet()) {
      this.stop();
      this.#options.onQuiet();
    } else {
      this.#begin();
    }
  }
}
