import type { MachineStep } from '../../../shared/contract/machine.ts';
import { AppError, type ErrorData, toAppError } from '../../../shared/errors.ts';
import type { PausedBy, VmDriver, VmExit, VmSpec } from '../../../vm/drivers/driver.ts';
import { sleep } from '../../../vm/sleep.ts';
import type { Logger } from '../log/logger.ts';
import type { AttachedMachine } from './attached-machine.ts';
import { RestartBudget } from './back-off.ts';
import { type BootListener, launchMachine, waitForEngine } from './boot.ts';
import type { MachineSlot } from './machine-slot.ts';

export interface StartsOptions {
  slot: MachineSlot;
  driver: VmDriver;
  spec: () => VmSpec;
  log: Logger;
}

/** Brings machines up, one start at a time, and ends what failed. */
export class Starts {
  readonly #slot: MachineSlot;
  readonly #driver: VmDriver;
  readonly #spec: () => VmSpec;
  readonly #log: Logger;
  readonly #budget = new RestartBudget();
  #current: { promise: Promise<void>; abort: AbortController } | undefined;
  #failing: Promise<void> | undefined;

  constructor(options: StartsOptions) {
    this.#slot = options.slot;
    this.#driver = options.driver;
    this.#spec = options.spec;
    this.#log = options.log;
  }

  /** The start under way. */
  get current(): Promise<void> | undefined {
    return this.#current?.promise;
  }

  /** A machine that failed is being ended. Never rejects. */
  get failing(): Promise<void> | undefined {
    return this.#failing;
  }

  /** A start that a person asked for: crashes before it do not count. Joins the one under way. */
  start(): Promise<void> {
    this.#budget.reset();
    return this.current ?? this.#begin((signal) => this.#boot(0, signal));
  }

  /** Waits for the engine of an adopted machine, which may still be booting. Whoever calls start() joins in. */
  adopt(machine: AttachedMachine): void {
    this.#slot.to({
      type: 'starting',
      step: { id: 'adopted', title: 'Waiting for the engine' },
      attempt: 0,
    });
    this.#begin((signal) => this.#awaitAdopted(machine, signal)).catch(() => {});
  }

  /** Starts a crashed machine again. */
  recover(exit: VmExit): void {
    this.#begin((signal) => this.#recover(exit, signal)).catch(() => {});
  }

  /** Resolves when the start under way is over. A machine that it brought up stays. */
  async cancel(): Promise<void> {
    this.#current?.abort.abort(cancelled());
    await this.current?.catch(() => {});
  }

  ready(machine: AttachedMachine): void {
    this.#budget.ready(Date.now());
    machine.watch(true);
    this.#slot.to({ type: 'running', degraded: machine.trouble() });
    this.#log.info('The engine answers.', { engineVersion: machine.engineVersion });
  }

  /** An adopted machine that stands still. Its engine is known to have answered: nothing else is paused. */
  readyButPaused(machine: AttachedMachine, by: PausedBy): void {
    this.#budget.ready(Date.now());
    machine.rest();
    this.#slot.to({ type: 'paused', by });
  }

  /** Ends a machine that cannot go on, and tells why. */
  giveUp(error: AppError): void {
    this.#failing = this.#fail(error).finally(() => {
      this.#failing = undefined;
    });
  }

  /** Runs one start: the only one until it is settled. A failure ends the machine; a cancel leaves it to the stop. */
  #begin(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const abort = new AbortController();
    const run = async () => {
      try {
        await work(abort.signal);
      } catch (thrown) {
        const error = toAppError(thrown);
        if (!abort.signal.aborted) await this.#fail(error);
        throw error;
      }
    };
    const promise = run().finally(() => {
      this.#current = undefined;
      this.#slot.updateLink();
    });
    this.#current = { promise, abort };
    return promise;
  }

  async #fail(error: AppError): Promise<void> {
    this.#log.error('The machine failed.', { ...error.toData() });
    await this.#slot.discard();
    this.#slot.to({ type: 'failed', error: error.toData() });
  }

  async #boot(attempt: number, signal: AbortSignal, isSecondTry = false): Promise<void> {
    // Whatever an attempt before this one left behind is ended first.
    await this.#slot.discard();
    const listener = this.#bootListener(attempt, signal);
    const machine = this.#slot.attach(await launchMachine(this.#driver, this.#spec(), listener, signal));
    try {
      await this.#awaitReady(machine, attempt, signal);
    } catch (thrown) {
      if (signal.aborted || isSecondTry || !machine.exit?.remedied) throw thrown;
      await this.#bootRemedied(attempt, signal);
    }
  }

  async #bootRemedied(attempt: number, signal: AbortSignal): Promise<void> {
    this.#log.info('The machine is started again: what ended it need not be there the next time.');
    await this.#boot(attempt, signal, true);
  }

  async #awaitReady(machine: AttachedMachine, attempt: number, signal: AbortSignal): Promise<void> {
    const { vm, engineRequirement } = machine;
    const listener = this.#bootListener(attempt, signal);
    await waitForEngine(vm, engineRequirement, vm.patience.bootMs, listener, signal);
    this.ready(machine);
  }

  /** An adopted machine may be on its way down as well, by a stop of the backend before: that is no failure. */
  async #awaitAdopted(machine: AttachedMachine, signal: AbortSignal): Promise<void> {
    try {
      await this.#awaitReady(machine, 0, signal);
    } catch (thrown) {
      if (signal.aborted || toAppError(thrown).code !== 'machine_start_failed') throw thrown;
      const { clean, remedied } = await machine.vm.exited;
      if (remedied) return this.#bootRemedied(0, signal);
      if (!clean) throw thrown;
      this.#log.info('The adopted machine was shut down.');
      await this.#slot.discard();
      this.#slot.to({ type: 'stopped' });
    }
  }

  /** Starts a crashed machine again and again, within its budget. */
  async #recover(exit: VmExit, signal: AbortSignal): Promise<void> {
    let lastError = crashError(exit);
    while (true) {
      const grant = this.#budget.crashed(Date.now());
      if (!grant) throw lastError;
      const { attempt, delayMs } = grant;
      const title = `Starting again after a crash (${attempt} of ${RestartBudget.max})`;
      this.#slot.to({ type: 'starting', step: { id: 'restart', title }, attempt });
      try {
        await sleep(delayMs, signal);
        await this.#boot(attempt, signal);
        return;
      } catch (thrown) {
        const error = toAppError(thrown);
        if (signal.aborted || !isWorthAnotherTry(error)) throw error;
        this.#log.warn('A start after a crash failed.', { attempt, ...error.toData() });
        lastError = error;
      }
    }
  }

  #bootListener(attempt: number, signal: AbortSignal): BootListener {
    let step: MachineStep = { id: 'engine', title: 'Waiting for the engine' };
    let trouble: ErrorData | undefined;
    const tell = () => {
      if (!signal.aborted) this.#slot.to({ type: 'starting', step, attempt, trouble });
    };
    return {
      onProvision: ({ id, title, progress }) => {
        if (!signal.aborted) this.#slot.to({ type: 'provisioning', step: { id, title }, progress });
      },
      onStep: (next) => {
        step = next;
        tell();
      },
      onTrouble: (error) => {
        const { state } = this.#slot;
        if (state.kind === 'starting') step = state.step;
        if (error) this.#log.warn('The start waits.', { ...error });
        trouble = error;
        tell();
      },
    };
  }
}

export function cancelled(): AppError {
  return new AppError('cancelled', 'The start was cancelled by a stop.', 'Start the machine again.');
}

function crashError(exit: VmExit): AppError {
  const how = exit.signal ? `ended by ${exit.signal}` : `code ${exit.code ?? 'unknown'}`;
  return new AppError(
    'machine_crashed',
    `Keep the machine running: it crashed too often (${how}).`,
    'Nothing of yours is lost. Start it again; if it goes on, please report it with the log.',
    { lastLines: exit.lastLines },
  );
}

/** Whether a start that failed after a crash may succeed the next time. */
function isWorthAnotherTry(error: AppError): boolean {
  return error.code === 'machine_start_failed' || error.code === 'machine_start_timeout';
}
