import type { ChildProcess } from 'node:child_process';
import { dirname } from 'node:path';
import type { ErrorData } from '../../../shared/errors.ts';
import { dataDiskPlace } from '../../data-disk-place.ts';
import { Emitter } from '../../emitter.ts';
import type { PierFiles } from '../../files.ts';
import type {
  EngineEndpoint,
  GuestControl,
  Patience,
  PausedBy,
  Requirement,
  RunningVm,
  StepReport,
  VmExit,
  VmSpec,
  VmUsage,
} from '../driver.ts';
import { askToShutDown } from '../guest/ask-to-shut-down.ts';
import { dataDiskUsage } from '../guest/data-disk.ts';
import { GuestAgent } from '../guest/guest-agent.ts';
import { GuestReports } from '../guest/guest-reports.ts';
import { agentRequirement, PierGuest } from '../guest/pier-guest.ts';
import { type Certificates, engineEndpoint } from '../guest/tls.ts';
import type { DriverLog } from '../host/driver-log.ts';
import { killProcess, processUsage } from '../host/host-process.ts';
import { keepBounded } from '../host/log-files.ts';
import { MachineEnd } from '../host/machine-end.ts';
import { lastMachineLines } from '../host/machine-output.ts';
import { type MachineRecord, writeMachineRecord } from '../host/machine-record.ts';
import { QemuPorts } from './qemu-ports.ts';
import { QemuResources } from './qemu-resources.ts';
import type { QmpClient, QmpEvent } from './qmp.ts';
import type { ShareTools } from './shares/find-virtiofsd.ts';
import { QemuShares } from './shares/qemu-shares.ts';
import type { SharesOfMachine } from './shares/start-shares.ts';
import { StallWatch } from './stall-watch.ts';

const PATIENCE_KVM: Patience = { bootMs: 90_000, shutdownMs: 60_000, answerMs: 5000 };
const PATIENCE_EMULATED: Patience = { bootMs: 300_000, shutdownMs: 120_000, answerMs: 15_000 };

export interface QemuMachineOptions {
  pid: number;
  /** Absent where the machine was adopted: it is no child of this process. */
  child?: ChildProcess | undefined;
  qmp: QmpClient;
  /** The loopback port of the engine. */
  port: number;
  certificates: Certificates;
  record: MachineRecord;
  emulated: boolean;
  shares?: SharesOfMachine;
  shareTools?: () => Promise<ShareTools>;
  files: PierFiles;
  log: DriverLog;
  /** It was found standing still. */
  pausedBy?: PausedBy | undefined;
  /** Hardware acceleration gave up on the guest: the next start should do without. Never rejects. */
  onAcceleratorFailure: (qemuVersion: string | undefined) => Promise<void>;
}

/** One life of a QEMU process. */
export class QemuMachine implements RunningVm {
  readonly pid: number;
  readonly startedAt: number;
  readonly accelerator: string;
  readonly acceleratorReason: string | undefined;
  readonly imageVersion: string;
  readonly patience: Patience;
  readonly requirements: readonly Requirement[];
  readonly endpoint: EngineEndpoint;
  readonly adopted: boolean;
  readonly exited: Promise<VmExit>;
  readonly agent: GuestAgent;
  readonly guest: GuestControl;
  readonly resources: QemuResources;
  readonly ports: QemuPorts;
  #record: MachineRecord;
  readonly shares: QemuShares;
  readonly #files: PierFiles;
  readonly #log: DriverLog;
  readonly #qmp: QmpClient;
  readonly #end: MachineEnd;
  readonly #reports: GuestReports;
  readonly #stalls: StallWatch;
  readonly #troubles = new Emitter<ErrorData | undefined>();
  readonly #released = new AbortController();
  #stall: ErrorData | undefined;
  #pausedBy: PausedBy | undefined;
  #diskPeakBytes = 0;

  constructor(options: QemuMachineOptions) {
    const { record, files, certificates, child } = options;
    this.pid = options.pid;
    this.#qmp = options.qmp;
    this.#files = files;
    this.#log = options.log;
    this.adopted = child === undefined;
    this.startedAt = record.startedAt;
    this.accelerator = record.accelerator;
    this.acceleratorReason = record.acceleratorReason;
    this.#record = record;
    this.#pausedBy = options.pausedBy;
    this.imageVersion = record.imageVersion;
    this.patience = options.emulated ? PATIENCE_EMULATED : PATIENCE_KVM;
    this.endpoint = engineEndpoint(certificates, options.port);
    this.agent = new GuestAgent(files.run.guestAgentSocket);
    this.guest = new PierGuest(this.agent);
    const booted = { cpus: record.spec.cpus, memoryBytes: record.spec.memoryBytes };
    this.resources = new QemuResources({
      qmp: options.qmp,
      agent: this.agent,
      booted,
      most: record.most ?? booted,
      now: record.now ?? booted,
      onChange: (now) => this.#note({ now }),
    });
    this.ports = new QemuPorts({
      qmp: options.qmp,
      agent: this.agent,
      enginePort: options.port,
      isPaused: () => this.#pausedBy !== undefined,
    });
    this.requirements = [agentRequirement(this.agent)];
    this.#reports = new GuestReports(files.run.guestStatus, options.log);
    this.#end = new MachineEnd({
      ...{ pid: options.pid, child, closed: options.qmp.closed, pidFile: files.run.machinePid },
      finish: () => this.#reports.finish(),
      lastLines: () => this.lastLines(),
    });
    this.exited = this.#end.exited;
    this.shares = new QemuShares({
      ...{ qmp: options.qmp, agent: this.agent, files, log: options.log, ended: this.exited },
      ...{ daemon: options.shares?.daemon, failure: options.shares?.failure },
      tools: options.shareTools ?? (() => Promise.reject(new Error('nothing shares folders here'))),
    });
    this.#stalls = new StallWatch({
      qmp: options.qmp,
      agent: this.agent,
      folder: () => dirname(dataDiskPlace(files.vm.dataDisk)),
      isPaused: () => this.#pausedBy !== undefined,
      onTrouble: (error) => {
        this.#stall = error;
        this.#troubles.emit(this.#trouble);
      },
      onDeadlock: () => void this.#giveUp(options),
    });
    this.shares.onChange(() => this.#troubles.emit(this.#trouble));
    options.qmp.onEvent((event) => this.#onEvent(event, options.emulated));
    this.#end.watch();
    const { logs, run } = files;
    void keepBounded([logs.console, logs.qemu, logs.shares, run.guestStatus], {
      signal: this.#released.signal,
      isOver: () => this.#end.isOver,
      // What the disk takes at most is seen now and then, also where nobody looks at it.
      alsoDo: () => this.usage(),
    });
  }

  get spec(): VmSpec {
    return { ...this.#record.spec, ...this.resources.now };
  }

  get pausedBy(): PausedBy | undefined {
    return this.#pausedBy;
  }

  onStep(listener: (step: StepReport) => void): () => void {
    return this.#reports.onStep(listener);
  }

  onGuestFailure(listener: (error: ErrorData) => void): () => void {
    return this.#reports.onFailure(listener);
  }

  onTrouble(listener: (error: ErrorData | undefined) => void): () => void {
    if (this.#trouble) listener(this.#trouble);
    return this.#troubles.on(listener);
  }

  /** What stops the machine before what it goes on with. */
  get #trouble(): ErrorData | undefined {
    return this.#stall ?? this.shares.trouble;
  }

  lastLines(): Promise<string[]> {
    const { logs } = this.#files;
    return lastMachineLines([logs.qemu, logs.console]);
  }

  async usage(): Promise<VmUsage> {
    const { vm } = this.#files;
    const [process, diskBytes] = await Promise.all([processUsage(this.pid), dataDiskUsage(vm.dataDisk)]);
    this.#diskPeakBytes = Math.max(this.#diskPeakBytes, diskBytes);
    return { ...process, diskBytes, diskPeakBytes: this.#diskPeakBytes };
  }

  async shutdown(): Promise<void> {
    this.#end.requested = true;
    await askToShutDown(this.agent, {
      isOver: () => this.#end.isOver,
      pressPowerButton: () => this.#qmp.execute('system_powerdown'),
    });
  }

  async kill(): Promise<void> {
    this.#end.requested = true;
    await killProcess(this.pid, this.#files.run.machinePid);
    await this.exited;
  }

  async pause(by: PausedBy): Promise<void> {
    const before = this.#pausedBy;
    // At first: what lets the machine go on by itself must not come in between.
    this.#pausedBy = by;
    try {
      await this.#qmp.execute('stop');
    } catch (error) {
      this.#pausedBy = before;
      throw error;
    }
    await this.#notePause();
  }

  async resume(): Promise<void> {
    await this.#qmp.execute('cont');
    this.#pausedBy = undefined;
    await this.#notePause();
  }

  /** For the backend that adopts it. A full disk keeps nobody from pausing. */
  async #notePause(): Promise<void> {
    await this.#note({ pausedBy: this.#pausedBy }).catch((error: unknown) =>
      this.#log.warn('Who paused the machine could not be written down.', { error: String(error) }),
    );
  }

  #note(change: Pick<MachineRecord, 'now' | 'pausedBy'>): Promise<void> {
    this.#record = { ...this.#record, ...change };
    return writeMachineRecord(this.#files.run.machineState, this.#record);
  }

  release(): void {
    this.#released.abort();
    this.#stalls.close();
    this.shares.release();
    this.#reports.close();
    this.#troubles.clear();
    this.#qmp.close();
    this.#end.release();
  }

  #onEvent({ name, data }: QmpEvent, emulated: boolean): void {
    if (name !== 'SHUTDOWN') return;
    // A guest that panics resets; only one that powers itself off ends in order.
    this.#end.poweredOff = data.reason === 'guest-shutdown';
    // One boot in some dozens: the emulator runs an instruction that another processor of the guest has just patched
    // (a static key's int3), and the kernel panics in a place that is in order. The next boot is another one.
    if (emulated && data.reason === 'guest-reset') this.#end.remedied = true;
  }

  /** The guest stands still for good. */
  async #giveUp({ emulated, log, files, onAcceleratorFailure }: QemuMachineOptions): Promise<void> {
    log.warn('The accelerator gave up on the guest: the machine is ended.');
    if (!emulated) {
      this.#end.remedied = true;
      // Before the end, which others wait for to start the next machine.
      await onAcceleratorFailure(await this.#qmp.version().catch(() => undefined));
    }
    await killProcess(this.pid, files.run.machinePid).catch((error: unknown) =>
      log.warn('The machine could not be ended.', { error: String(error) }),
    );
  }
}
