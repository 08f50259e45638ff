import type { ChildProcess } from 'node:child_process';
import type { ErrorData } from '../../../shared/errors.ts';
import { Emitter } from '../../emitter.ts';
import type { PierFiles } from '../../files.ts';
import { sleep } from '../../sleep.ts';
import type {
  EngineEndpoint,
  GuestControl,
  Patience,
  Requirement,
  RunningVm,
  StepReport,
  VmExit,
  VmSpec,
  VmUsage,
} from '../driver.ts';
import { GuestReports } from '../guest/guest-reports.ts';
import { type Certificates, engineEndpoint } from '../guest/tls.ts';
import type { DriverLog } from '../host/driver-log.ts';
import { keepBounded } from '../host/log-files.ts';
import { lastMachineLines } from '../host/machine-output.ts';
import type { MachineRecord } from '../host/machine-record.ts';
import type { Distributions } from './distributions.ts';
import { WslGuestAgent } from './guest-agent.ts';
import { GuestUsage } from './guest-usage.ts';
import { type OwnerWatch, watchOwner } from './owner-watch.ts';
import type { Wsl } from './wsl.ts';
import { Wsl2End } from './wsl2-end.ts';
import { Wsl2Guest } from './wsl2-guest.ts';
import { Wsl2Resources } from './wsl2-resources.ts';
import { type FindGuestPath, Wsl2Shares } from './wsl2-shares.ts';

const PATIENCE: Patience = { bootMs: 120_000, shutdownMs: 60_000, answerMs: 5000 };
/** Waits in the guest for its end. */
export const ATTEND = ['/etc/pier/wsl/attend'];
const POWER_OFF_MS = 10_000;

export interface Wsl2MachineOptions {
  wsl: Wsl;
  distributions: Distributions;
  /** A wsl.exe that lives as long as the machine. */
  process: ChildProcess;
  /** That of the wsl.exe that started it. */
  pid: number | undefined;
  adopted: boolean;
  certificates: Certificates;
  record: MachineRecord;
  folders: readonly string[];
  guestPath: FindGuestPath;
  stillRuns: () => Promise<boolean>;
  /** Something that it goes on with. */
  trouble?: ErrorData | undefined;
  /** For tests. */
  ownerWatch?: OwnerWatch;
  files: PierFiles;
  log: DriverLog;
}

/** One life of a machine within WSL. */
export class Wsl2Machine implements RunningVm {
  readonly pid: number | undefined;
  readonly startedAt: number;
  readonly accelerator: string;
  readonly acceleratorReason = undefined;
  readonly imageVersion: string;
  readonly patience = PATIENCE;
  readonly requirements: readonly Requirement[];
  readonly endpoint: EngineEndpoint;
  readonly adopted: boolean;
  readonly spec: VmSpec;
  readonly guest: GuestControl;
  readonly resources: Wsl2Resources;
  readonly shares: Wsl2Shares;
  readonly pausedBy = undefined;
  readonly #options: Wsl2MachineOptions;
  readonly #end: Wsl2End;
  readonly #reports: GuestReports;
  readonly #usage: GuestUsage;
  readonly #agent: WslGuestAgent;
  readonly #owner: ChildProcess;
  readonly #troubles = new Emitter<ErrorData | undefined>();
  readonly #released = new AbortController();

  constructor(options: Wsl2MachineOptions) {
    const { wsl, distributions, record, certificates, files, log } = options;
    this.#options = options;
    this.pid = options.pid;
    this.adopted = options.adopted;
    this.startedAt = record.startedAt;
    this.accelerator = record.accelerator;
    this.imageVersion = record.imageVersion;
    this.spec = record.spec;
    this.endpoint = engineEndpoint(certificates, record.enginePort ?? 0);
    this.#agent = new WslGuestAgent(wsl, distributions.system, () => this.#end.isOver);
    this.guest = new Wsl2Guest(this.#agent);
    this.resources = new Wsl2Resources(this.#agent, record.spec);
    this.shares = new Wsl2Shares(this.#agent, options.guestPath, options.folders);
    this.#usage = new GuestUsage(this.#agent, () => distributions.diskBytes());
    this.requirements = [
      {
        id: 'guest-agent',
        title: 'Programs can be run in the machine',
        fatal: false,
        hint: "Docker works. Restart the engine where it lasts; 'wsl --status' may say more.",
        check: (timeoutMs) => this.#agent.ping(timeoutMs),
      },
    ];
    this.#reports = new GuestReports(files.run.guestStatus, log);
    this.#end = new Wsl2End({
      process: options.process,
      attend: async () =>
        (await options.stillRuns()) ? wsl.attend(distributions.system, ATTEND) : undefined,
      runsAnything: async () => (await wsl.names('running')).length > 0,
      finish: () => this.#finish(),
      lastLines: () => this.lastLines(),
    });
    this.#owner = watchOwner(wsl, distributions.system, options.ownerWatch);
    void keepBounded([files.logs.console, files.run.guestStatus], {
      signal: this.#released.signal,
      isOver: () => this.#end.isOver,
    });
  }

  get exited(): Promise<VmExit> {
    return this.#end.exited;
  }

  onStep(listener: (step: StepReport) => void): () => void {
    return this.#reports.onStep(listener);
  }

  onGuestFailure(listener: (error: ErrorData) => void): () => void {
    return this.#reports.onFailure(listener);
  }

  onTrouble(listener: (error: ErrorData | undefined) => void): () => void {
    if (this.#options.trouble) listener(this.#options.trouble);
    return this.#troubles.on(listener);
  }

  async lastLines(): Promise<string[]> {
    const lines = await lastMachineLines([this.#options.files.logs.console]);
    return this.#end.epilogue ? [...lines, this.#end.epilogue] : lines;
  }

  usage(): Promise<VmUsage> {
    return this.#usage.read();
  }

  async shutdown(): Promise<void> {
    this.#end.requested = true;
    const { exitCode, stderr } = await this.#agent.exec('/sbin/poweroff', [], POWER_OFF_MS);
    if (exitCode !== 0) throw new Error(`The machine cannot be asked to shut down: ${stderr.trim()}`);
  }

  async kill(): Promise<void> {
    this.#end.requested = true;
    const { wsl, distributions } = this.#options;
    if (this.#end.isOver) return;
    await wsl.terminate(distributions.system);
    // wsl.exe ends with what it ran. One that hangs must not.
    const over = new AbortController();
    void sleep(POWER_OFF_MS, over.signal).then(
      () => this.#end.process.kill(),
      () => {},
    );
    await this.exited;
    over.abort();
  }

  async pause(): Promise<void> {
    throw new Error('WSL cannot stand still.');
  }

  async resume(): Promise<void> {}

  release(): void {
    this.#released.abort();
    this.#reports.close();
    this.#troubles.clear();
    this.shares.release();
    this.#end.release();
    // One that only waits for the end of a machine that was adopted.
    if (this.adopted) this.#end.process.kill();
    this.#end.process.unref();
    this.#owner.stdin?.end();
  }

  /** The distributions would go on for a while with nothing in them, and their disks with them. */
  async #finish(): Promise<void> {
    const { wsl, distributions, log } = this.#options;
    await this.#reports.finish();
    const ends = [distributions.system, distributions.data].map((name) =>
      wsl
        .terminate(name)
        .catch((error: unknown) =>
          log.warn('A distribution could not be ended.', { name, error: String(error) }),
        ),
    );
    await Promise.all(ends);
  }
}
