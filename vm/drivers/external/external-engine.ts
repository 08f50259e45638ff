import { AppError } from '../../../shared/errors.ts';
import type { EngineEndpoint, Patience, Requirement, RunningVm, VmExit, VmUsage } from '../driver.ts';

/** The place of an engine that is not ours. It never ends: it only stops answering, and may answer again. */
export class ExternalEngine implements RunningVm {
  readonly pid = undefined;
  readonly startedAt = Date.now();
  readonly accelerator = undefined;
  readonly acceleratorReason = undefined;
  readonly spec = undefined;
  readonly imageVersion = undefined;
  readonly patience: Patience = { bootMs: 10_000, shutdownMs: 0, answerMs: 5000 };
  readonly requirements: Requirement[] = [];
  readonly adopted = true;
  readonly pausedBy = undefined;
  readonly exited = new Promise<VmExit>(() => {});
  readonly endpoint: EngineEndpoint;

  constructor(endpoint: EngineEndpoint) {
    this.endpoint = endpoint;
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
