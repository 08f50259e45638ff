import type { MachineInfo, MachineState, MachineUsage } from '../../../shared/contract/machine.ts';
import { AppError } from '../../../shared/errors.ts';
import type {
  CheckResult,
  DriverCapabilities,
  GuestControl,
  GuestPorts,
  GuestResources,
  GuestShares,
  MachineImage,
  PausedBy,
  RunningVm,
  VmDriver,
  VmExit,
  VmSpec,
} from '../../../vm/drivers/driver.ts';
import type { EngineSource } from '../engine/engine-source.ts';
import type { Logger } from '../log/logger.ts';
import type { AttachedMachine } from './attached-machine.ts';
import { createEngineProbe, type EngineProbe } from './engine-probe.ts';
import { ForeignEngine } from './foreign-engine.ts';
import { MachineHold } from './machine-hold.ts';
import { MachineSlot } from './machine-slot.ts';
import { Pauses } from './pauses.ts';
import { restartEngine } from './restart-engine.ts';
import { cancelled, Starts } from './starts.ts';
import { Stops } from './stops.ts';

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

/** How long init() waits for the engine of a machine that runs already, in milliseconds. */
const FIRST_ASK_MS = 2000;
/** To an engine that somebody else runs. */
const CONNECTING = { id: 'connect', title: 'Connecting to the engine' };

/**
 * Keeps one machine as people want it. It holds the one state, derived from what answers; starts are joined,
 * stops cancel starts, crashes are followed by restarts.
 */
export class Supervisor {
  readonly #driver: VmDriver;
  readonly #spec: () => VmSpec;
  readonly #log: Logger;
  readonly #slot: MachineSlot;
  readonly #starts: Starts;
  readonly #stops: Stops;
  readonly #pauses: Pauses;
  #restarting: { promise: Promise<void> } | undefined;
  readonly #hold = new MachineHold(() => this.#settleWithoutMachine());
  readonly #foreign: ForeignEngine;
  #stopsAsked = 0;
  #disposed = false;

  constructor(options: SupervisorOptions) {
    const { driver, spec, log } = options;
    this.#driver = driver;
    this.#spec = spec;
    this.#log = log;
    this.#slot = new MachineSlot({
      driver,
      log,
      makeProbe: options.probe ?? ((vm) => createEngineProbe(vm.endpoint)),
      wake: () => this.#pauses.wake(),
      // A start or a stop that is under way sees to these itself.
      onExit: (machine, exit) => {
        if (!this.#isBusy() && !this.#disposed) this.#onExit(machine, exit);
      },
      onTrouble: (machine) => {
        if (!this.#isBusy()) this.#onTrouble(machine);
      },
      onGuestFailure: (_machine, error) => {
        if (!this.#isBusy()) this.#starts.giveUp(AppError.fromData(error));
      },
    });
    this.#starts = new Starts({ slot: this.#slot, driver, spec, log });
    this.#stops = new Stops({
      slot: this.#slot,
      starts: this.#starts,
      log,
      settle: () => this.#settleWithoutMachine(),
    });
    this.#foreign = new ForeignEngine({ slot: this.#slot, starts: this.#starts });
    this.#pauses = new Pauses({
      slot: this.#slot,
      canPause: driver.capabilities.pause,
      isBusy: () => this.#isBusy(),
    });
  }

  get engine(): EngineSource {
    return this.#slot.link;
  }

  /** When the engine was used last by somebody, milliseconds since the epoch. */
  get engineUsedAt(): number {
    return this.#slot.link.usedAt;
  }

  /** Whether there is something to save by pausing it while nothing runs in it. */
  get canSave(): boolean {
    return this.#driver.capabilities.pause;
  }

  /** What of the machine that runs now can be changed; undefined where nothing, or none runs. */
  get resources(): GuestResources | undefined {
    return this.#slot.state.kind === 'running' ? this.#slot.machine?.vm.resources : undefined;
  }

  /** Where this engine's published ports are. */
  get publishedPorts(): DriverCapabilities['publishedPorts'] {
    return this.#driver.capabilities.publishedPorts;
  }

  /** Of the machine that runs now, where its ports have to be forwarded. */
  get ports(): GuestPorts | undefined {
    return this.#slot.machine?.vm.ports;
  }

  /** The inside of the machine that runs now. */
  get guest(): GuestControl | undefined {
    return this.#slot.machine?.vm.guest;
  }

  /** The process of the machine that runs now. */
  get pid(): number | undefined {
    return this.#slot.machine?.vm.pid;
  }

  /** What must hold before a start. Changes nothing. */
  preflight(): Promise<CheckResult[]> {
    return this.#driver.preflight();
  }

  /** The image that machines boot, where one is kept here. */
  get image(): MachineImage | undefined {
    return this.#driver.image;
  }

  /** Whether a file can be the data disk. @throws AppError data_disk_newer, data_disk_unusable */
  async checkDataDisk(path: string): Promise<void> {
    await this.#driver.checkDataDisk?.(path);
  }

  /** Removes the data of a driver that keeps them itself; undefined where they are in a file. For whileStopped(). */
  get removeData(): (() => Promise<void>) | undefined {
    return this.#driver.removeData?.bind(this.#driver);
  }

  /** Whether the limits hold for others on this computer as well. */
  get limitsOfAll(): boolean {
    return this.#driver.capabilities.limitsOfAll ?? false;
  }

  /** Removes the machine with its data. For the work of whileStopped(). */
  removeMachine(): Promise<void> {
    return this.#driver.destroy();
  }

  /** Of the machine that runs now, where it can be given folders of this computer. */
  get shares(): GuestShares | undefined {
    return this.#slot.machine?.vm.shares;
  }

  /** Called after each change of what status() tells. */
  onChange(listener: () => void): () => void {
    return this.#slot.onChange(listener);
  }

  status(): SupervisorStatus {
    const engineVersion = this.#slot.machine?.engineVersion;
    return {
      state: this.#slot.state,
      info: this.#slot.info(this.#spec),
      ...(engineVersion && { engineVersion }),
    };
  }

  /**
   * Adopts a machine that runs already and derives the state. Call once, before anything else.
   * @param askMs how long its engine has for the first answer
   */
  async init(askMs = FIRST_ASK_MS): Promise<void> {
    const vm = await this.#driver.adopt();
    if (!vm) {
      await this.#settleWithoutMachine();
      return;
    }
    this.#log.info('Adopted the running machine.', { pid: vm.pid });
    const machine = this.#slot.attach(vm);
    if (vm.pausedBy) {
      this.#starts.readyButPaused(machine, vm.pausedBy);
      return;
    }
    const isOurs = this.#driver.capabilities.lifecycle;
    if (!isOurs) this.#slot.to({ type: 'starting', step: CONNECTING, attempt: 0 });
    const answers = await machine.ask(askMs);
    // It may have ended while it was asked, or been reached by a person who was faster.
    if (machine !== this.#slot.machine || (!isOurs && this.#slot.state.kind === 'running')) return;
    if (answers) {
      this.#starts.ready(machine);
    } else if (isOurs) {
      this.#starts.adopt(machine);
    } else {
      this.#foreign.lost(machine);
      machine.watch(false);
    }
  }

  /**
   * Resolves when the engine answers. Idempotent: a start under way is joined, a running engine is left alone.
   * @throws AppError with the reason why it does not
   */
  async start(): Promise<void> {
    this.#refuseAfterDispose();
    if (!this.#driver.capabilities.lifecycle) return this.#foreign.reach();
    // A stop under way ends first: what a person asked for last counts. So does a machine that is being ended.
    while (this.#stops.current || this.#starts.failing) {
      await this.#stops.current?.catch(() => {});
      await this.#starts.failing;
    }
    this.#refuseAfterDispose();
    this.#hold.refuse();
    if (this.#slot.state.kind === 'paused') return this.#pauses.resume();
    if (this.#slot.state.kind === 'running') return;
    const isJoined = this.#starts.current !== undefined;
    await this.#starts.start();
    // What was joined was an adopted machine on its way down.
    if (isJoined && this.#slot.state.kind === 'stopped') await this.start();
  }

  /**
   * Resolves when the machine is gone. Cancels a start. With `force` it is ended at once, also where a graceful
   * stop is under way; without, the guest shuts down, and is ended by force when it takes too long.
   * @throws AppError capability_missing where the engine is not ours to stop
   */
  async stop(options: { force: boolean }): Promise<void> {
    this.#stopsAsked += 1;
    this.#restarting = undefined;
    return this.#end(options.force);
  }

  /** How often somebody asked for a stop: who starts the machine again after a work of its own looks whether it may. */
  get stopsAsked(): number {
    return this.#stopsAsked;
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

  /**
   * Stops the machine in order and keeps it from starting while `work` has its disks. It is not started again: what
   * comes next is the caller's to say.
   * @param what goes on meanwhile, for who wants to start it: "its disk is being copied"
   * @returns whether it ran before, and what the work gave
   * @throws AppError machine_busy where somebody else has its disks; capability_missing
   */
  async whileStopped<T>(what: string, work: () => Promise<T>): Promise<{ ran: boolean; value: T }> {
    this.#refuseAfterDispose();
    return this.#hold.during(what, async () => {
      const { kind } = this.#slot.state;
      const ran = kind === 'running' || kind === 'paused' || kind === 'starting' || kind === 'provisioning';
      this.#restarting = undefined;
      await this.#end(false);
      return { ran, value: await work() };
    });
  }

  /** Looks at the engine now; what it finds is told as ever. Returns at once. */
  askEngine(): void {
    this.#slot.machine?.askNow();
  }

  /** Restarts the engine alone, after `prepare`: see restart-engine.ts. */
  restartEngine(prepare: (guest: GuestControl) => Promise<void>): Promise<void> {
    return restartEngine(this.#slot.state.kind === 'running' ? this.#slot.machine : undefined, prepare);
  }

  /** See Pauses. */
  pause(by: PausedBy): Promise<void> {
    this.#refuseAfterDispose();
    return this.#pauses.pause(by);
  }

  /** Resolves when the machine goes on. Idempotent. */
  resume(): Promise<void> {
    return this.#pauses.resume();
  }

  /** Called after each resume: what a machine missed while it stood still is made up for there. */
  onResume(listener: () => void): () => void {
    return this.#pauses.onResume(listener);
  }

  /** Tells that what status() tells of the machine was changed from outside: its processors, its memory. */
  tellChange(): void {
    this.#slot.tellChange();
  }

  /** undefined while no machine of ours runs. */
  async usage(): Promise<MachineUsage | undefined> {
    const { kind } = this.#slot.state;
    return kind === 'running' || kind === 'paused' ? this.#slot.machine?.meter.read() : undefined;
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
    await this.#starts.cancel();
    this.#slot.close();
  }

  async #end(force: boolean): Promise<void> {
    if (!this.#driver.capabilities.lifecycle) {
      throw new AppError(
        'capability_missing',
        'Stop the engine: it is run by somebody else.',
        'Stop it where it was started.',
      );
    }
    return this.#stops.stop(force);
  }

  #isBusy(): boolean {
    return this.#starts.current !== undefined || this.#stops.current !== undefined;
  }

  #refuseAfterDispose(): void {
    if (!this.#disposed) return;
    throw new AppError('backend_not_running', 'Start the machine: Pier is quitting.', 'Start Pier again.');
  }

  /** The engine stopped or began to answer, or something beside it did. */
  #onTrouble(machine: AttachedMachine): void {
    if (!this.#driver.capabilities.lifecycle && machine.engineTrouble) {
      this.#foreign.lost(machine);
      return;
    }
    const { kind } = this.#slot.state;
    if (kind !== 'running' && kind !== 'failed') return;
    const degraded = machine.trouble();
    if (degraded) this.#log.warn('The engine runs with trouble.', { ...degraded });
    this.#slot.to({ type: 'running', degraded });
  }

  #onExit(machine: AttachedMachine, exit: VmExit): void {
    this.#slot.detach();
    machine.vm.release();
    if (exit.requested || exit.clean) {
      this.#log.info('The machine was shut down from the inside.');
      void this.#settleWithoutMachine();
      return;
    }
    this.#log.error('The machine crashed.', { code: exit.code, signal: exit.signal });
    this.#starts.recover(exit);
  }

  async #settleWithoutMachine(): Promise<void> {
    const found = await this.#driver.inspect();
    if (this.#slot.machine || this.#starts.current) return;
    this.#slot.to({ type: found === 'absent' ? 'absent' : 'stopped' });
  }
}
