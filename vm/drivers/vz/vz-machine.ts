import type { ChildProcess } from 'node:child_process';
import { dirname } from 'node:path';
import type { ErrorData } from '../../../shared/errors.ts';
import { dataDiskPlace } from '../../data-disk-place.ts';
import { Emitter } from '../../emitter.ts';
import type { PierFiles } from '../../files.ts';
import { readLastLines } from '../../last-lines.ts';
import { sleep } from '../../sleep.ts';
import type {
  EngineEndpoint,
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
import { killProcess } from '../host/host-process.ts';
import { keepBounded } from '../host/log-files.ts';
import { MachineEnd } from '../host/machine-end.ts';
import { lastMachineLines } from '../host/machine-output.ts';
import { type MachineRecord, writeMachineRecord } from '../host/machine-record.ts';
import type { GvproxyProcess } from './gvproxy-process.ts';
import { SpaceWatch } from './space-watch.ts';
import { VfkitClient } from './vfkit-client.ts';
import { VzPorts } from './vz-ports.ts';
import { VzShares } from './vz-shares.ts';
import { VzUsage } from './vz-usage.ts';

const PATIENCE: Patience = { bootMs: 90_000, shutdownMs: 60_000, answerMs: 5000 };
/** For vfkit to end the machine itself, so that Apple's service lets go of the disk before it is wanted again. */
const HARD_STOP_MS = 2000;
/** For a machine without a network to end in order. */
const ORDERLY_END_MS = 20_000;
const STOPPED = /VM is stopped/;

export interface VzMachineOptions {
  pid: number;
  /** Absent where the machine was adopted: it is no child of this process. */
  child?: ChildProcess | undefined;
  network: GvproxyProcess;
  certificates: Certificates;
  record: MachineRecord;
  enginePort: number;
  files: PierFiles;
  log: DriverLog;
  /** It was found standing still. */
  pausedBy?: PausedBy | undefined;
}

/** One life of a vfkit process and its gvproxy. */
export class VzMachine implements RunningVm {
  readonly pid: number;
  readonly startedAt: number;
  readonly accelerator: string;
  readonly acceleratorReason = undefined;
  readonly imageVersion: string;
  readonly patience = PATIENCE;
  readonly requirements: readonly Requirement[];
  readonly endpoint: EngineEndpoint;
  readonly adopted: boolean;
  readonly exited: Promise<VmExit>;
  readonly guest: PierGuest;
  readonly ports: VzPorts;
  readonly shares: VzShares;
  readonly #agent: GuestAgent;
  readonly #files: PierFiles;
  readonly #log: DriverLog;
  readonly #vfkit: VfkitClient;
  readonly #network: GvproxyProcess;
  readonly #end: MachineEnd;
  readonly #reports: GuestReports;
  readonly #space: SpaceWatch;
  readonly #usage: VzUsage;
  readonly #troubles = new Emitter<ErrorData | undefined>();
  readonly #released = new AbortController();
  #record: MachineRecord;
  #trouble: ErrorData | undefined;
  #pausedBy: PausedBy | undefined;
  /** Its end was none in order, whatever vfkit says. */
  #isForced = false;
  #diskPeakBytes = 0;

  constructor(options: VzMachineOptions) {
    const { record, files, certificates, child, network, log, enginePort } = options;
    this.pid = options.pid;
    this.#files = files;
    this.#log = log;
    this.#network = network;
    this.#record = record;
    this.#pausedBy = options.pausedBy;
    this.adopted = child === undefined;
    this.startedAt = record.startedAt;
    this.accelerator = record.accelerator;
    this.imageVersion = record.imageVersion;
    this.endpoint = engineEndpoint(certificates, enginePort);
    this.#vfkit = new VfkitClient(files.run.vfkitSocket);
    this.#agent = new GuestAgent(files.run.guestAgentSocket);
    this.guest = new PierGuest(this.#agent);
    const isPaused = () => this.#pausedBy !== undefined;
    this.ports = new VzPorts({ client: network.client, agent: this.#agent, enginePort, isPaused });
    const devices = record.shareDevices ?? [];
    this.shares = new VzShares({ agent: this.#agent, devices, home: files.home, log });
    this.requirements = [agentRequirement(this.#agent)];
    this.#usage = new VzUsage([options.pid, network.pid], dataDiskPlace(files.vm.dataDisk));
    this.#reports = new GuestReports(files.run.guestStatus, log);
    this.#end = new MachineEnd({
      ...{ pid: options.pid, child, closed: Promise.resolve(), pidFile: files.run.machinePid },
      finish: () => this.#finish(),
      lastLines: () => this.lastLines(),
    });
    this.exited = this.#end.exited;
    this.#space = new SpaceWatch({
      folder: () => dirname(dataDiskPlace(files.vm.dataDisk)),
      isPaused,
      pause: () => this.#vfkit.pause(),
      resume: () => this.#vfkit.resume(),
      onTrouble: (error) => {
        this.#trouble = error;
        this.#troubles.emit(error);
        // The guest's clock stood still. One that cannot be set goes wrong by the length of the stop.
        if (!error) void this.#agent.setTime().catch(() => {});
      },
    });
    void network.ended.then(() => this.#withoutNetwork());
    this.#end.watch();
    const { logs, run } = files;
    void keepBounded([logs.console, logs.vfkit, logs.gvproxy, run.guestStatus], {
      signal: this.#released.signal,
      isOver: () => this.#end.isOver,
      // What the disk takes at most is seen now and then, also where nobody looks at it.
      alsoDo: () => this.usage(),
    });
  }

  get spec(): VmSpec {
    return this.#record.spec;
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

  lastLines(): Promise<string[]> {
    const { logs } = this.#files;
    return lastMachineLines([logs.gvproxy, logs.vfkit, logs.console]);
  }

  async usage(): Promise<VmUsage> {
    const { vm } = this.#files;
    const [processes, diskBytes] = await Promise.all([this.#usage.read(), dataDiskUsage(vm.dataDisk)]);
    this.#diskPeakBytes = Math.max(this.#diskPeakBytes, diskBytes);
    return { ...processes, diskBytes, diskPeakBytes: this.#diskPeakBytes };
  }

  async shutdown(): Promise<void> {
    this.#end.requested = true;
    await this.#askToShutDown();
  }

  async kill(): Promise<void> {
    this.#end.requested = true;
    await this.#force();
    await this.exited;
  }

  async pause(by: PausedBy): Promise<void> {
    const before = this.#pausedBy;
    // At first: what lets the machine go on by itself must not come in between.
    this.#pausedBy = by;
    try {
      await this.#vfkit.pause();
    } catch (error) {
      this.#pausedBy = before;
      throw error;
    }
    await this.#notePause();
  }

  async resume(): Promise<void> {
    // A full disk goes on holding it.
    if (!this.#space.holds) await this.#vfkit.resume();
    this.#pausedBy = undefined;
    await this.#notePause();
  }

  release(): void {
    this.#released.abort();
    this.#space.close();
    this.shares.release();
    this.#reports.close();
    this.#troubles.clear();
    this.#network.release();
    this.#end.release();
  }

  #askToShutDown(): Promise<void> {
    return askToShutDown(this.#agent, {
      isOver: () => this.#end.isOver,
      pressPowerButton: () => this.#vfkit.change('Stop'),
    });
  }

  async #force(): Promise<void> {
    if (this.#end.isOver) return;
    this.#isForced = true;
    await this.#vfkit.change('HardStop', HARD_STOP_MS).catch(() => {});
    await killProcess(this.pid, this.#files.run.machinePid);
  }

  /** vfkit's card is bound to the socket of the gvproxy that it met: another one would not be heard. */
  async #withoutNetwork(): Promise<void> {
    if (this.#end.isOver || this.#released.signal.aborted) return;
    this.#log.warn('gvproxy ended: the machine has no network any more and is ended.');
    this.#isForced = true;
    await this.#vfkit.resume().catch(() => {});
    // Its agent answers without a network.
    await this.#askToShutDown().catch(() => {});
    await Promise.race([this.exited, sleep(ORDERLY_END_MS, this.#released.signal)]).catch(() => {});
    await this.#force().catch((error: unknown) =>
      this.#log.warn('The machine could not be ended.', { error: String(error) }),
    );
  }

  /** What is known of its end: vfkit says where the guest was stopped, also where it was asked to by a signal. */
  async #finish(): Promise<void> {
    await this.#reports.finish();
    const { lines } = await readLastLines(this.#files.logs.vfkit, 3).catch(() => ({ lines: [] }));
    this.#end.poweredOff = !this.#isForced && lines.some((line) => STOPPED.test(line));
    this.#space.close();
    await this.#network
      .end()
      .catch((error: unknown) => this.#log.warn('gvproxy could not be ended.', { error: String(error) }));
  }

  /** For the backend that adopts it. A full disk keeps nobody from pausing. */
  async #notePause(): Promise<void> {
    this.#record = { ...this.#record, pausedBy: this.#pausedBy };
    await writeMachineRecord(this.#files.run.machineState, this.#record).catch((error: unknown) =>
      this.#log.warn('Who paused the machine could not be written down.', { error: String(error) }),
    );
  }
}
