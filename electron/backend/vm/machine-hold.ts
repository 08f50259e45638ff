import { AppError } from '../../../shared/errors.ts';

/** Keeps a machine from starting while somebody works with its disks. One at a time. */
export class MachineHold {
  /** Why the machine may not start now, for people. */
  #held: string | undefined;
  readonly #settle: () => Promise<void>;

  /** @param settle called when a hold has ended: what there is of the machine may be another */
  constructor(settle: () => Promise<void>) {
    this.#settle = settle;
  }

  /** @param what goes on meanwhile, for who wants to start it @throws AppError machine_busy; what `work` throws */
  async during<T>(what: string, work: () => Promise<T>): Promise<T> {
    this.refuse();
    this.#held = what;
    try {
      return await work();
    } finally {
      this.#held = undefined;
      await this.#settle();
    }
  }

  /** @throws AppError machine_busy while somebody has the disks */
  refuse(): void {
    if (this.#held === undefined) return;
    throw new AppError(
      'machine_busy',
      `Cannot start the engine: ${this.#held}.`,
      'It can be started when that has ended. The list of tasks shows how far it is.',
    );
  }
}
