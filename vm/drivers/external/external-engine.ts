import { AppError } from '../../../shared/errors.ts';
import type { EngineEndpoint, Patience, Requirement, RunningVm, VmExit, VmUsage } from '../driver.ts';

/** How patient one is with an engine, by how far away it is. In milliseconds. */
export interface EnginePatience {
  /** For one answer. */
  answerMs: number;
  /** The longest wait before it is asked again while it does not answer. */
  retryMs: number;
}

const NEAR: EnginePatience = { answerMs: 5000, retryMs: 5000 };
const FIRST_RETRY_MS = 500;

/** The place of an engine that is not ours. It never ends: it only stops answering, and may answer again. */
export class ExternalEngine implements RunningVm {
  readonly pid = undefined;
  readonly startedAt = Date.now();
  readonly accelerator = undefined;
  readonly acceleratorReason = undefined;
  readonly spec = undefined;
  readonly imageVersion = undefined;
  readonly patience: Patience;
  readonly requirements: Requirement[] = [];
  readonly adopted = true;
  readonly pausedBy = undefined;
  readonly exited = new Promise<VmExit>(() => {});
  readonly endpoint: EngineEndpoint;

  readonly #retryMs: number;

  constructor(endpoint: EngineEndpoint, { answerMs, retryMs } = NEAR) {
    this.endpoint = endpoint;
    this.patience = { bootMs: 10_000, shutdownMs: 0, answerMs };
    this.#retryMs = retryMs;
  }

  askAgainMs(failures: number): number {
    return Math.min(this.#retryMs, FIRST_RETRY_MS * 2 ** Math.min(failures - 1, 20));
  }

  onStep(): () => void {
    return () => {};
  }

  onGuestFailure(): () => void {
    return () => {};
  }

  onTrouble(): () => void {
    return () => {};
  }

  async lastLines(): Promise<string[]> {
    return [];
  }

  async usage(): Promise<VmUsage> {
    throw missing('Measure');
  }

  async shutdown(): Promise<void> {
    throw missing('Shut down');
  }

  async kill(): Promise<void> {
    throw missing('End');
  }

  async pause(): Promise<void> {
    throw missing('Pause');
  }

  async resume(): Promise<void> {
    throw missing('Resume');
  }

  release(): void {}
}

function missing(verb: string): AppError {
  return new AppError(
    'capability_missing',
    `${verb} the machine: there is none, the engine is run by somebody else.`,
    'Do it where the engine was started.',
  );
}
