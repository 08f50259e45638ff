import { sleep } from '../../../vm/sleep.ts';
import type { EngineAnswer, EngineProbe } from './engine-probe.ts';

const HEALTHY_EVERY_MS = 5000;
const DOWN_EVERY_MS = 500;
/** One ping that is not answered in time may be a busy machine; a refused one never is. */
const TIMEOUTS_TO_BE_DOWN = 2;
/** An engine that closes each connection after its answer is not asked more often than this. */
const SHORTEST_SPAN_MS = 1000;

export interface EngineMonitorOptions {
  probe: EngineProbe;
  /** The longest wait for one answer, in milliseconds. */
  answerMs: number;
  /** False where the engine does not answer to begin with. */
  up: boolean;
  /** The wait after `failures` in a row, in milliseconds; left out, half a second. */
  askAgainMs?: ((failures: number) => number) | undefined;
  onUp(answer: EngineAnswer): void;
  /** Called once when the engine stops answering, with what was thrown. */
  onDown(reason: unknown): void;
}

/** Watches an engine until it is closed: each change between answering and not answering is told once. */
export class EngineMonitor {
  readonly #options: EngineMonitorOptions;
  readonly #abort = new AbortController();
  readonly #offDrop: () => void;
  #wake = new AbortController();
  #up: boolean;
  #askedAt = 0;
  #dropTimer: NodeJS.Timeout | undefined;

  constructor(options: EngineMonitorOptions) {
    this.#options = options;
    this.#up = options.up;
    this.#offDrop = options.probe.onDrop(() => this.#onDrop());
    void this.#watch();
  }

  /** Ends the present wait: the engine is asked at once. */
  askNow(): void {
    this.#wake.abort();
  }

  #onDrop(): void {
    // While it is down, each failed ping drops its connection: that is no news.
    if (!this.#up) return;
    clearTimeout(this.#dropTimer);
    this.#dropTimer = setTimeout(
      () => this.askNow(),
      Math.max(0, this.#askedAt + SHORTEST_SPAN_MS - Date.now()),
    );
  }

  close(): void {
    clearTimeout(this.#dropTimer);
    this.#offDrop();
    this.#abort.abort();
    this.askNow();
  }

  async #watch(): Promise<void> {
    const { probe, answerMs, askAgainMs = () => DOWN_EVERY_MS } = this.#options;
    let timeouts = 0;
    let failures = 0;
    if (this.#up) await this.#pause(HEALTHY_EVERY_MS);
    while (!this.#abort.signal.aborted) {
      this.#askedAt = Date.now();
      let failed = false;
      try {
        const answer = await probe.ping(answerMs);
        timeouts = 0;
        failures = 0;
        this.#tellUp(answer);
      } catch (error) {
        failed = true;
        failures += 1;
        const timedOut = Date.now() - this.#askedAt >= answerMs;
        timeouts = timedOut ? timeouts + 1 : TIMEOUTS_TO_BE_DOWN;
        if (timeouts >= TIMEOUTS_TO_BE_DOWN) this.#tellDown(error);
      }
      await this.#pause(failed ? askAgainMs(failures) : HEALTHY_EVERY_MS);
    }
  }

  #tellUp(answer: EngineAnswer): void {
    if (this.#up || this.#abort.signal.aborted) return;
    this.#up = true;
    this.#options.onUp(answer);
  }

  #tellDown(reason: unknown): void {
    if (!this.#up || this.#abort.signal.aborted) return;
    this.#up = false;
    this.#options.onDown(reason);
  }

  async #pause(ms: number): Promise<void> {
    // A bell that rang during the ping itself is heard now.
    await sleep(ms, this.#wake.signal).catch(() => {});
    this.#wake = new AbortController();
  }
}
