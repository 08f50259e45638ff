import { sleep } from '../../vm/sleep.ts';

/** A quit that takes no longer than this shows no window, in milliseconds. */
const PROGRESS_AFTER_MS = 400;
/** The machine's own limits end in a forced stop; this is for what they do not know of. In milliseconds. */
const FORCE_AFTER_MS = 180_000;
/** After that nothing is waited for any more. */
const GIVE_UP_AFTER_MS = 20_000;

export interface QuitSteps {
  /** Stops the machine in order and closes everything. */
  dispose(): Promise<void>;
  /** Ends the machine like a computer whose power is cut. */
  force(): Promise<unknown>;
  /** Shows how far it is, and the way to force it. */
  showProgress(): void;
  /** Ends the process. Called once, and last. */
  exit(code: number): void;
  /** Notes what went wrong. */
  warn(message: string, error?: unknown): void;
}

export interface QuitLimits {
  progressAfterMs?: number;
  forceAfterMs?: number;
  giveUpAfterMs?: number;
}

/** Quits once, in order: the machine is stopped before the process ends, by force where it does not stop in time. */
export class OrderlyQuit {
  readonly #steps: QuitSteps;
  readonly #limits: QuitLimits;
  #begun = false;
  #isOver = false;

  constructor(steps: QuitSteps, limits: QuitLimits = {}) {
    this.#steps = steps;
    this.#limits = limits;
  }

  /** Who asks once more must not leave the machine behind: it goes on as it was. */
  get begun(): boolean {
    return this.#begun;
  }

  /** Everything has ended: nothing has to be kept from ending the process any more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /**
   * Idempotent. Resolves when the process was told to end.
   * @param code 0 where a person asked for it
   * @param last what is to be done when everything has ended, before the process does: told whether that went well. It
   * never rejects
   */
  async begin(code = 0, last?: (endedWell: boolean) => Promise<void>): Promise<void> {
    if (this.#begun) return;
    this.#begun = true;
    const { progressAfterMs, forceAfterMs, giveUpAfterMs } = this.#limits;
    const ended = new AbortController();
    let outcome = code;
    const done = this.#steps
      .dispose()
      .catch((error: unknown) => {
        this.#steps.warn('Pier did not end well.', error);
        outcome = 1;
      })
      .finally(() => ended.abort());
    const after = (ms: number, act: () => void) => void sleep(ms, ended.signal).then(act, () => {});
    after(progressAfterMs ?? PROGRESS_AFTER_MS, () => this.#steps.showProgress());
    const limit = forceAfterMs ?? FORCE_AFTER_MS;
    after(limit, () => {
      this.#steps.warn('The machine did not stop in time and is ended by force.');
      this.#steps.force().catch((error: unknown) => this.#steps.warn('Forcing failed.', error));
    });
    const hangs = sleep(limit + (giveUpAfterMs ?? GIVE_UP_AFTER_MS), ended.signal).then(
      () => {
        this.#steps.warn('Pier ends although not everything of it has.');
        outcome = 1;
      },
      () => {},
    );
    await Promise.race([done, hangs.then(() => ended.abort())]);
    this.#isOver = true;
    await last?.(outcome === 0);
    this.#steps.exit(outcome);
  }
}
