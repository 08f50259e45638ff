import { toAppError } from '../../../shared/errors.ts';
import type { RunningVm } from '../../../vm/drivers/driver.ts';
import { sleep } from '../../../vm/sleep.ts';
import type { Logger } from '../log/logger.ts';
import type { MachineSlot } from './machine-slot.ts';
import type { Starts } from './starts.ts';

/** A machine that was never ready is not worth waiting for when it is stopped. */
const UNREADY_SHUTDOWN_MS = 10_000;

export interface StopsOptions {
  slot: MachineSlot;
  starts: Starts;
  log: Logger;
  /** Called when there is no machine any more: tells the state without one. */
  settle: () => Promise<void>;
}

/** Ends machines, one stop at a time: in order where there is time for it. */
export class Stops {
  readonly #slot: MachineSlot;
  readonly #starts: Starts;
  readonly #log: Logger;
  readonly #settle: () => Promise<void>;
  #current: { promise: Promise<void>; forced: boolean } | undefined;

  constructor(options: StopsOptions) {
    this.#slot = options.slot;
    this.#starts = options.starts;
    this.#log = options.log;
    this.#settle = options.settle;
  }

  /** The stop under way. */
  get current(): Promise<void> | undefined {
    return this.#current?.promise;
  }

  /** Cancels a start and ends the machine. A stop under way is joined, and forced by one that is. */
  async stop(force: boolean): Promise<void> {
    if (this.#current) {
      const { promise } = this.#current;
      if (force) {
        this.#current.forced = true;
        await this.#force();
      }
      return promise;
    }
    const stop = { promise: Promise.resolve(), forced: force };
    this.#current = stop;
    stop.promise = this.#stop(stop).finally(() => {
      this.#current = undefined;
    });
    return stop.promise;
  }

  /** @param how `forced` may be set meanwhile */
  async #stop(how: { readonly forced: boolean }): Promise<void> {
    if (this.#starts.failing) await this.#starts.failing;
    const { kind } = this.#slot.state;
    const wasReady = kind === 'running' || kind === 'paused';
    if (this.#starts.current || this.#slot.machine) this.#slot.to({ type: 'stopping', forced: how.forced });
    await this.#starts.cancel();
    const { machine } = this.#slot;
    if (machine) {
      // From here on an engine that does not answer is no trouble.
      machine.close();
      try {
        if (how.forced) await machine.vm.kill();
        // An adopted one may have been ready for its backend before, with containers in it.
        else await this.#shutdown(machine.vm, wasReady || machine.vm.adopted);
        await machine.vm.exited;
      } catch (thrown) {
        const error = toAppError(thrown);
        this.#slot.to({ type: 'failed', error: error.toData() });
        throw error;
      }
      if (this.#slot.machine === machine) this.#slot.detach();
      machine.vm.release();
    }
    await this.#settle();
  }

  async #shutdown(vm: RunningVm, wasReady: boolean): Promise<void> {
    const limitMs = wasReady ? vm.patience.shutdownMs : Math.min(vm.patience.shutdownMs, UNREADY_SHUTDOWN_MS);
    const ended = new AbortController();
    void vm.exited.then(() => ended.abort());
    // One that stands still could not be asked.
    const goesOn = vm.pausedBy ? vm.resume() : Promise.resolve();
    goesOn
      .then(() => vm.shutdown())
      .catch((error: unknown) => {
        this.#log.warn('The guest could not be asked to shut down.', { error: String(error) });
      });
    await sleep(limitMs, ended.signal).catch(() => {});
    if (ended.signal.aborted) return;
    this.#log.warn('The machine did not shut down in time and is ended by force.', { limitMs });
    await this.#force();
  }

  async #force(): Promise<void> {
    if (this.#slot.state.kind === 'stopping') this.#slot.to({ type: 'stopping', forced: true });
    await this.#slot.machine?.vm.kill();
  }
}
