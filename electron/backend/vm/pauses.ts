import { AppError } from '../../../shared/errors.ts';
import type { PausedBy } from '../../../vm/drivers/driver.ts';
import { Emitter } from '../../../vm/emitter.ts';
import type { MachineSlot } from './machine-slot.ts';

export interface PausesOptions {
  slot: MachineSlot;
  canPause: boolean;
  /** A start or a stop is under way. */
  isBusy: () => boolean;
}

/** Lets the machine stand still and go on again, one after the other. */
export class Pauses {
  readonly #options: PausesOptions;
  readonly #resumes = new Emitter<void>();
  #last: Promise<void> | undefined;
  /** Whose pause was asked for last and is under way. */
  #pausing: { by: PausedBy } | undefined;
  #waking: Promise<void> | undefined;

  constructor(options: PausesOptions) {
    this.#options = options;
  }

  /** Called after each resume, whoever asked for it: what a machine missed while it stood still is made up for here. */
  onResume(listener: () => void): () => void {
    return this.#resumes.on(listener);
  }

  /**
   * Resolves when the machine stands still. Idempotent; a person's pause takes over that of the resource saver.
   * @throws AppError capability_missing, machine_not_running
   */
  pause(by: PausedBy): Promise<void> {
    const pausing = { by };
    this.#pausing = pausing;
    return this.#inTurn(() => this.#pause(by)).finally(() => {
      if (this.#pausing === pausing) this.#pausing = undefined;
    });
  }

  async #pause(by: PausedBy): Promise<void> {
    const { slot, canPause, isBusy } = this.#options;
    if (!canPause) throw cannotPause();
    const { machine, state } = slot;
    if (state.kind === 'paused') {
      if (by !== 'person') return;
      await machine?.vm.pause(by);
      if (slot.machine === machine && slot.state.kind === 'paused') slot.to({ type: 'paused', by });
      return;
    }
    if (!machine || state.kind !== 'running' || isBusy()) throw notRunning();
    machine.rest();
    try {
      await machine.vm.pause(by);
    } catch (error) {
      machine.goOn();
      throw error;
    }
    // It may have ended meanwhile.
    if (slot.machine !== machine) return;
    if (slot.state.kind === 'running') slot.to({ type: 'paused', by });
    // It is being stopped meanwhile: standing still it would not hear of it, and be ended by force.
    else await machine.vm.resume();
  }

  /** Resolves when the machine goes on; its engine answers in a moment. Idempotent. */
  resume(): Promise<void> {
    return this.#resume(() => {});
  }

  /** @param check throws where it is not to go on after all */
  #resume(check: (by: PausedBy) => void): Promise<void> {
    return this.#inTurn(async () => {
      const { slot } = this.#options;
      const { machine } = slot;
      if (!machine || slot.state.kind !== 'paused') return;
      check(slot.state.by);
      await machine.vm.resume();
      machine.goOn();
      if (slot.machine !== machine || slot.state.kind !== 'paused') return;
      slot.to({ type: 'running', degraded: machine.trouble() });
      this.#resumes.emit();
    });
  }

  /**
   * Before the engine is used: undefined where nothing has to happen.
   * @throws AppError engine_unreachable where a person paused it
   */
  wake(): Promise<void> | undefined {
    const { state } = this.#options.slot;
    // One that is about to be paused would not answer: it is woken right after.
    const by = this.#pausing?.by ?? (state.kind === 'paused' ? state.by : undefined);
    if (by === undefined) return undefined;
    if (by === 'person') return Promise.reject(pausedByPerson());
    // A person may have paused it while this waited for its turn.
    const check = (now: PausedBy) => {
      if (now === 'person') throw pausedByPerson();
    };
    this.#waking ??= this.#resume(check).finally(() => {
      this.#waking = undefined;
    });
    return this.#waking;
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const run: Promise<void> = (this.#last ?? Promise.resolve())
      .catch(() => {})
      .then(work)
      .finally(() => {
        if (this.#last === run) this.#last = undefined;
      });
    this.#last = run;
    return run;
  }
}

function cannotPause(): AppError {
  return new AppError(
    'capability_missing',
    'Pause the engine: it does not run in a machine of Pier.',
    'Pause single containers instead.',
  );
}

function notRunning(): AppError {
  return new AppError('machine_not_running', 'Pause the engine: it does not run.', 'Start it first.');
}

function pausedByPerson(): AppError {
  return new AppError('engine_unreachable', 'The engine is paused.', 'Resume it with: pier resume');
}
