import { AppError } from '../../../shared/errors.ts';
import type { AttachedMachine } from './attached-machine.ts';
import type { MachineSlot } from './machine-slot.ts';
import type { Starts } from './starts.ts';

/** An engine that somebody else runs: it cannot be started, only asked. */
export class ForeignEngine {
  readonly #slot: MachineSlot;
  readonly #starts: Starts;

  constructor({ slot, starts }: { slot: MachineSlot; starts: Starts }) {
    this.#slot = slot;
    this.#starts = starts;
  }

  /** Asks it once. @throws AppError engine_unreachable */
  async reach(): Promise<void> {
    const { machine } = this.#slot;
    if (!machine)
      throw new AppError('internal', 'Reach the engine: the supervisor has none.', 'Start Pier again.');
    if (await machine.ask(machine.vm.patience.answerMs)) {
      if (this.#slot.state.kind !== 'running') this.#starts.ready(machine);
      return;
    }
    machine.watch(false);
    throw this.lost(machine);
  }

  /** It does not answer; it is watched until it does. @returns the error that the state tells */
  lost(machine: AttachedMachine): AppError {
    const trouble = machine.engineTrouble;
    const error =
      trouble && trouble.code !== 'engine_unreachable'
        ? AppError.fromData(trouble)
        : new AppError(
            'engine_unreachable',
            trouble?.message ?? 'The Docker engine does not answer.',
            'Start that engine, or choose another one. Pier connects as soon as it answers.',
          );
    this.#slot.to({ type: 'failed', error: error.toData() });
    return error;
  }
}
