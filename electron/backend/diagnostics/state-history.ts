import type { MachineState } from '../../../shared/contract/machine.ts';
import type { Supervisor } from '../vm/supervisor.ts';

/** A boot has a dozen steps; this many tell of a day with trouble. */
const KEPT = 500;

export interface StateChange {
  /** ISO 8601. */
  at: string;
  kind: MachineState['kind'];
  step?: string;
  error?: string;
}

/** What the machine went through since this backend runs, oldest first. */
export class StateHistory {
  readonly #changes: StateChange[] = [];
  readonly #unsubscribe: () => void;

  constructor(supervisor: Pick<Supervisor, 'status' | 'onChange'>) {
    const record = () => this.#record(supervisor.status().state);
    record();
    this.#unsubscribe = supervisor.onChange(record);
  }

  get changes(): readonly StateChange[] {
    return this.#changes;
  }

  dispose(): void {
    this.#unsubscribe();
  }

  #record(state: MachineState): void {
    const step = 'step' in state ? state.step.title : undefined;
    const error =
      state.kind === 'failed'
        ? state.error
        : state.kind === 'running'
          ? state.degraded
          : state.kind === 'starting'
            ? state.trouble
            : undefined;
    const change: StateChange = {
      at: new Date().toISOString(),
      kind: state.kind,
      ...(step && { step }),
      ...(error && { error: `${error.code}: ${error.message}` }),
    };
    const last = this.#changes.at(-1);
    if (last?.kind === change.kind && last.step === change.step && last.error === change.error) return;
    this.#changes.push(change);
    if (this.#changes.length > KEPT) this.#changes.shift();
  }
}
