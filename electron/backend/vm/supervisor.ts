import type {
  MachineInfo,
  MachineState,
  MachineStep,
  MachineUsage,
} from '../../../shared/contract/machine.ts';
import { AppError, type ErrorData, toAppError } from '../../../shared/errors.ts';
import type {
  DriverCapabilities,
  GuestPorts,
  RunningVm,
  VmDriver,
  VmExit,
  VmSpec,
} from '../../../vm/drivers/driver.ts';
import { Emitter } from '../../../vm/emitter.ts';
import { sleep } from '../../../vm/sleep.ts';
import type { EngineSource } from '../engine/engine-source.ts';
import type { Logger } from '../log/logger.ts';
import { AttachedMachine } from './attached-machine.ts';
import { RestartBudget } from './back-off.ts';
import { type BootListener, launchMachine, waitForEngine, withLines } from './boot.ts';
import { EngineLink } from './engine-link.ts';
import { createEngineProbe, type EngineProbe } from './engine-probe.ts';
import { type MachineEvent, nextState } from './state-machine.ts';

export interface SupervisorOptions {
  driver: VmDriver;
  /** Asked at each start, so that changed settings count from then on. */
  spec: () => VmSpec;
  log: Logger;
  /** How an engine is asked whether it answers. */
  probe?: (vm: RunningVm) => EngineProbe;
}

export interface SupervisorStatus {
  state: MachineState;
  info: MachineInfo;
  engineVersion?: string;
}

/** How long init() waits for the engine of a machine that runs already. */
const FIRST_ASK_MS = 2000;
/** A machine that was never ready is not worth waiting for when it is stopped. */
const UNREADY_SHUTDOWN_MS = 10_000;

/**
 * Keeps one machine as people want it. It holds the one state, derived from what answers; starts are joined,
 * stops cancel starts, crashes are followed by restarts.
 */
export class Supervisor {
  readonly #driver: VmDriver;
  readonly #spec: () => VmSpec;
  readonly #log: Logger;
  readonly #makeProbe: (vm: RunningVm) => EngineProbe;
  readonly #changes = new Emitter<void>();
  readonly #link = new EngineLink();
  readonly #budget = new RestartBudget();
  #state: MachineState = { kind: 'absent', since: Date.now() };
  #machine: AttachedMachine | undefined;
  #starting: { promise: Promise<void>; abort: AbortController } | undefined;
  #stopping: { promise: Promise<void>; forced: boolean } | undefined;
  /** A machine that failed is being ended. */
  #failing: Promise<void> | undefined;
  #restarting: { promise: Promise<void> } | undefined;
  #disposed = false;

  constructor(options: SupervisorOptions) {
    this.#driver = options.driver;
    this.#spec = options.spec;
    this.#log = options.log;
    this.#makeProbe = options.probe ?? ((vm) => createEngineProbe(vm.endpoint));
  }

  get engine(): EngineSource {
    return this.#link;
  }

  /** Where this engine's published ports are. */
  get publishedPorts(): DriverCapabilities['publishedPorts'] {
    return this.#driver.capabilities.publishedPorts;
  }

  /** Of the machine that runs now, where its ports have to be forwarded. */
  get ports(): GuestPorts | undefined {
    return this.#machine?.vm.ports;
  }

  /** Called after each change of what status() tells. */
  onChange(listener: () => void): () => void {
    return this.#changes.on(listener);
  }

  status(): SupervisorStatus {
    const { capabilities, name } = this.#driver;
    const vm = this.#machine?.vm;
    const spec = capabilities.machine ? (vm?.spec ?? this.#spec()) : undefined;
    const engineVersion = this.#machine?.engineVersion;
    return {
      state: this.#state,
      info: {
        driver: name,
        hasMachine: capabilities.machine,
        ...(vm?.accelerator && { accelerator: vm.accelerator }),
        ...(vm?.acceleratorReason && { acceleratorReason: vm.acceleratorReason }),
        ...(vm?.imageVersion && { imageVersion: vm.imageVersion }),
        ...(spec && {
          cpus: spec.cpus,
          memoryBytes: spec.memoryBytes,
          diskLimitBytes: spec.diskLimitBytes,
        }),
      },
      ...(engineVersion && { engineVersion }),
    };
  }

  /** Adopts a machine that runs already and derives the state. Call once, before anything else. */
  async init(): Promise<void> {
    const vm = await this.#driver.adopt();
    if (!vm) {
      await this.#settleWithoutMachine();
      return;
    }
    this.#log.info('Adopted the running machine.', { pid: vm.pid });
    const machine = this.#attach(vm);
    const answers = await machine.ask(FIRST_ASK_MS);
    // It may have ended while it was asked.
    if (machine !== this.#machine) return;
    if (answers) {
      this.#ready(machine);
    } else if (this.#driver.capabilities.lifecycle) {
      // It may still be booting. Whoever calls start() joins in.
      this.#to({ type: 'starting', step: { id: 'adopted', title: 'Waiting for the engine' }, attempt: 0 });
      this.#begin((signal) => this.#awaitAdopted(machine, signal)).catch(() => {});
    } else {
      this.#lost(machine);
      machine.watch(false);
    }
  }

  /**
   * Resolves when the engine answers. Idempotent: a start under way is joined, a running engine is left alone.
   * @throws AppError with the reason why it does not
   */
  async start(): Promise<void> {
    this.#refuseAfterDispose();
    if (!this.#driver.capabilities.lifecycle) return this.#reach();
    // A stop under way ends first: what a person asked for last counts. So does a machine that is being ended.
    while (this.#stopping || this.#failing) {
      await this.#stopping?.promise.catch(() => {});
      await this.#failing;
    }
    this.#refuseAfterDispose();
    if (this.#state.kind === 'running') return;
    this.#budget.reset();
    const joined = this.#starting?.promise;
    await (joined ?? this.#begin((signal) => this.#boot(0, signal)));
    // What was joined was an adopted machine on its way down.
    if (joined && this.#state.kind === 'stopped') await this.start();
  }

  /**
   * Resolves when the machine is gone. Cancels a start. With `force` it is ended at once, also where a graceful
   * stop is under way; without, the guest shuts down, and is ended by force when it takes too long.
   * @throws AppError capability_missing where the engine is not ours to stop
   */
  async stop(options: { force: boolean }): Promise<void> {
    this.#restarting = undefined;
    return this.#end(options.force);
  }

  /** A graceful stop, then a start. Idempotent while it lasts; a stop cancels it. */
  restart(): Promise<void> {
    if (this.#restarting) return this.#restarting.promise;
    const token = { promise: Promise.resolve() };
    this.#restarting = token;
    token.promise = (async () => {
      try {
        await this.#end(false);
        if (this.#restarting !== token) throw cancelled();
        await this.start();
      } finally {
        if (this.#restarting === token) this.#restarting = undefined;
      }
    })();
    return token.promise;
  }

  async #end(force: boolean): Promise<void> {
    if (!this.#driver.capabilities.lifecycle) {
      throw new AppError(
        'capability_missing',
        'Stop the engine: it is run by somebody else.',
        'Stop it where it was started.',
      );
    }
    if (this.#stopping) {
      if (force) {
        this.#stopping.forced = true;
        await this.#force();
      }
      return this.#stopping.promise;
    }
    const stopping = { promise: Promise.resolve(), forced: force };
    this.#stopping = stopping;
    stopping.promise = this.#stop(stopping).finally(() => {
      this.#stopping = undefined;
    });
    return stopping.promise;
  }

  /** undefined while no machine of ours runs. */
  async usage(): Promise<MachineUsage | undefined> {
    return this.#state.kind === 'running' ? this.#machine?.meter.read() : undefined;
  }

  /** Lets go of everything. The machine keeps running for the next backend unless `stopMachine`. Idempotent. */
  async dispose(options: { stopMachine: boolean }): Promise<void> {
    if (this.#disposed) return;
    this.#disposed = true;
    if (options.stopMachine && this.#driver.capabilities.lifecycle) {
      await this.stop({ force: false }).catch((error: unknown) => {
        this.#log.error('Could not stop the machine.', { error: String(error) });
      });
    }
    this.#starting?.abort.abort(cancelled());
    await this.#starting?.promise.catch(() => {});
    this.#detach()?.vm.release();
    this.#link.set(undefined, false);
    this.#changes.clear();
  }

  #refuseAfterDispose(): void {
    if (!this.#disposed) return;
    throw new AppError('backend_not_running', 'Start the machine: Pier is quitting.', 'Start Pier again.');
  }

  /** Runs one start: the only one until it is settled. A failure ends the machine; a cancel leaves it to stop(). */
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
      this.#starting = undefined;
      this.#updateLink();
    });
    this.#starting = { promise, abort };
    return promise;
  }

  async #boot(attempt: number, signal: AbortSignal, isSecondTry = false): Promise<void> {
    // Whatever an attempt before this one left behind is ended first.
    await this.#discardMachine();
    const listener = this.#bootListener(attempt, signal);
    const vm = await launchMachine(this.#driver, this.#spec(), listener, signal);
    const machine = this.#attach(vm);
    try {
      await this.#awaitReady(machine, vm.patience.bootMs, attempt, signal);
    } catch (thrown) {
      if (signal.aborted || isSecondTry || !machine.exit?.remedied) throw thrown;
      await this.#bootRemedied(attempt, signal);
    }
  }

  async #bootRemedied(attempt: number, signal: AbortSignal): Promise<void> {
    this.#log.info('The machine is started again, without what ended it.');
    await this.#boot(attempt, signal, true);
  }

  async #awaitReady(
    machine: AttachedMachine,
    limitMs: number,
    attempt: number,
    signal: AbortSignal,
  ): Promise<void> {
    const listener = this.#bootListener(attempt, signal);
    await waitForEngine(machine.vm, machine.engineRequirement, limitMs, listener, signal);
    this.#ready(machine);
  }

  /** An adopted machine may be on its way down as well, by a stop of the backend before: that is no failure. */
  async #awaitAdopted(machine: AttachedMachine, signal: AbortSignal): Promise<void> {
    try {
      await this.#awaitReady(machine, machine.vm.patience.bootMs, 0, signal);
    } catch (thrown) {
      if (signal.aborted || toAppError(thrown).code !== 'machine_start_failed') throw thrown;
      const { clean, remedied } = await machine.vm.exited;
      if (remedied) return this.#bootRemedied(0, signal);
      if (!clean) throw thrown;
      this.#log.info('The adopted machine was shut down.');
      await this.#discardMachine();
      this.#to({ type: 'stopped' });
    }
  }

  #bootListener(attempt: number, signal: AbortSignal): BootListener {
    let step: MachineStep = { id: 'engine', title: 'Waiting for the engine' };
    let trouble: ErrorData | undefined;
    const tell = () => {
      if (!signal.aborted) this.#to({ type: 'starting', step, attempt, trouble });
    };
    return {
      onProvision: ({ id, title, progress }) => {
        if (!signal.aborted) this.#to({ type: 'provisioning', step: { id, title }, progress });
      },
      onStep: (next) => {
        step = next;
        tell();
      },
      onTrouble: (error) => {
        if (this.#state.kind === 'starting') step = this.#state.step;
        if (error) this.#log.warn('The start waits.', { ...error });
        trouble = error;
        tell();
      },
    };
  }

  #ready(machine: AttachedMachine): void {
    this.#budget.ready(Date.now());
    machine.watch(true);
    this.#to({ type: 'running', degraded: machine.trouble() });
    this.#log.info('The engine answers.', { engineVersion: machine.engineVersion });
  }

  /** Ends the machine where there is one, and tells why. */
  async #fail(error: AppError): Promise<void> {
    this.#log.error('The machine failed.', { ...error.toData() });
    await this.#discardMachine();
    this.#to({ type: 'failed', error: error.toData() });
  }

  async #discardMachine(): Promise<void> {
    const machine = this.#detach();
    if (!machine) return;
    await machine.vm.kill().catch((error: unknown) => {
      this.#log.error('Could not end the machine.', { error: String(error) });
    });
    machine.vm.release();
  }

  #attach(vm: RunningVm): AttachedMachine {
    const machine = new AttachedMachine({
      vm,
      probe: this.#makeProbe(vm),
      log: this.#log,
      onTrouble: () => {
        // One that lasts since before is told while the machine is being attached.
        if (this.#machine) this.#onTrouble(this.#machine);
      },
    });
    this.#machine = machine;
    void vm.exited.then((exit) => this.#onExit(machine, exit));
    vm.onGuestFailure((error) => this.#onGuestFailure(machine, error));
    return machine;
  }

  #detach(): AttachedMachine | undefined {
    const machine = this.#machine;
    this.#machine = undefined;
    machine?.close();
    return machine;
  }

  /** The engine stopped or began to answer, or something beside it did. */
  #onTrouble(machine: AttachedMachine): void {
    if (machine !== this.#machine || this.#starting || this.#stopping) return;
    if (!this.#driver.capabilities.lifecycle && machine.engineTrouble) {
      this.#lost(machine);
      return;
    }
    if (this.#state.kind !== 'running' && this.#state.kind !== 'failed') return;
    const degraded = machine.trouble();
    if (degraded) this.#log.warn('The engine runs with trouble.', { ...degraded });
    this.#to({ type: 'running', degraded });
  }

  #onGuestFailure(machine: AttachedMachine, error: ErrorData): void {
    // During a start it is the start that fails.
    if (machine !== this.#machine || this.#starting || this.#stopping) return;
    this.#failing = this.#fail(AppError.fromData(error)).finally(() => {
      this.#failing = undefined;
    });
  }

  #onExit(machine: AttachedMachine, exit: VmExit): void {
    // A start or a stop that is under way waits for the end itself.
    if (machine !== this.#machine || this.#starting || this.#stopping || this.#disposed) return;
    this.#detach();
    machine.vm.release();
    if (exit.requested || exit.clean) {
      this.#log.info('The machine was shut down from the inside.');
      void this.#settleWithoutMachine();
      return;
    }
    this.#log.error('The machine crashed.', { code: exit.code, signal: exit.signal });
    this.#begin((signal) => this.#recover(exit, signal)).catch(() => {});
  }

  /** Starts a crashed machine again and again, within its budget. */
  async #recover(exit: VmExit, signal: AbortSignal): Promise<void> {
    let lastError = crashError(exit);
    while (true) {
      const grant = this.#budget.crashed(Date.now());
      if (!grant) throw lastError;
      const { attempt, delayMs } = grant;
      const title = `Starting again after a crash (${attempt} of ${RestartBudget.max})`;
      this.#to({ type: 'starting', step: { id: 'restart', title }, attempt });
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

  /** @param how `forced` may be set meanwhile */
  async #stop(how: { readonly forced: boolean }): Promise<void> {
    if (this.#failing) await this.#failing;
    const start = this.#starting;
    const wasReady = this.#state.kind === 'running';
    if (start || this.#machine) this.#to({ type: 'stopping', forced: how.forced });
    start?.abort.abort(cancelled());
    await start?.promise.catch(() => {});
    const machine = this.#machine;
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
        this.#to({ type: 'failed', error: error.toData() });
        throw error;
      }
      if (this.#machine === machine) this.#machine = undefined;
      machine.vm.release();
    }
    await this.#settleWithoutMachine();
  }

  async #shutdown(vm: RunningVm, wasReady: boolean): Promise<void> {
    const limitMs = wasReady ? vm.patience.shutdownMs : Math.min(vm.patience.shutdownMs, UNREADY_SHUTDOWN_MS);
    const ended = new AbortController();
    void vm.exited.then(() => ended.abort());
    vm.shutdown().catch((error: unknown) => {
      this.#log.warn('The guest could not be asked to shut down.', { error: String(error) });
    });
    await sleep(limitMs, ended.signal).catch(() => {});
    if (ended.signal.aborted) return;
    this.#log.warn('The machine did not shut down in time and is ended by force.', { limitMs });
    await this.#force();
  }

  async #force(): Promise<void> {
    if (this.#state.kind === 'stopping') this.#to({ type: 'stopping', forced: true });
    await this.#machine?.vm.kill();
  }

  async #settleWithoutMachine(): Promise<void> {
    const found = await this.#driver.inspect();
    if (this.#machine || this.#starting) return;
    this.#to({ type: found === 'absent' ? 'absent' : 'stopped' });
  }

  /** start() for an engine that somebody else runs: asks it once. */
  async #reach(): Promise<void> {
    const machine = this.#machine;
    if (!machine)
      throw new AppError('internal', 'Reach the engine: the supervisor has none.', 'Start Pier again.');
    if (await machine.ask(machine.vm.patience.answerMs)) {
      if (this.#state.kind !== 'running') this.#ready(machine);
      return;
    }
    machine.watch(false);
    throw this.#lost(machine);
  }

  /** The engine that somebody else runs does not answer; it is watched until it does. */
  #lost(machine: AttachedMachine): AppError {
    const error = new AppError(
      'engine_unreachable',
      machine.engineTrouble?.message ?? 'The Docker engine does not answer.',
      'Start that engine, or choose another one. Pier connects as soon as it answers.',
    );
    this.#to({ type: 'failed', error: error.toData() });
    return error;
  }

  #to(event: MachineEvent): void {
    const next = nextState(this.#state, event, Date.now());
    if (!next) {
      this.#log.error('A state change is not in the table.', { from: this.#state.kind, event: event.type });
      return;
    }
    if (next.kind !== this.#state.kind) this.#log.info(`The machine is ${next.kind}.`);
    this.#state = next;
    this.#updateLink();
    this.#changes.emit();
  }

  #updateLink(): void {
    const { kind } = this.#state;
    const machine = this.#machine;
    const isUp = kind === 'running' && machine !== undefined && !machine.engineTrouble;
    const isOnItsWay = kind === 'running' || kind === 'starting' || kind === 'provisioning';
    this.#link.set(isUp ? machine.vm.endpoint : undefined, !isUp && isOnItsWay);
  }
}

function cancelled(): AppError {
  return new AppError('cancelled', 'The start was cancelled by a stop.', 'Start the machine again.');
}

function crashError(exit: VmExit): AppError {
  const how = exit.signal ? `ended by ${exit.signal}` : `code ${exit.code ?? 'unknown'}`;
  return new AppError(
    'machine_crashed',
    withLines(`Keep the machine running: it crashed too often (${how}).`, exit.lastLines),
    'Nothing of yours is lost. Start it again; if it goes on, please report it with the log.',
  );
}

/** Whether a start that failed after a crash may succeed the next time. */
function isWorthAnotherTry(error: AppError): boolean {
  return error.code === 'machine_start_failed' || error.code === 'machine_start_timeout';
}
