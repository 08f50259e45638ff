import { mkdir, rm, stat } from 'node:fs/promises';
import { arch } from 'node:os';
import { dirname } from 'node:path';
import { AppError, type ErrorData } from '../../../shared/errors.ts';
import { dataDiskPlace } from '../../data-disk-place.ts';
import { toDiskError } from '../../disk-error.ts';
import type { PierFiles } from '../../files.ts';
import { readLastLines } from '../../last-lines.ts';
import { sleep } from '../../sleep.ts';
import type { CheckResult, MachineImage, RunningVm, StepListener, VmDriver, VmSpec } from '../driver.ts';
import type { BootImage } from '../guest/boot-image.ts';
import { configOf, writeConfigDisk } from '../guest/config-disk.ts';
import { checkDataDisk, ensureDataDisk } from '../guest/data-disk.ts';
import { type Certificates, ensureCertificates, readCertificates } from '../guest/tls.ts';
import type { DriverLog } from '../host/driver-log.ts';
import { fileHolders } from '../host/file-holders.ts';
import { isRunning, killProcess, readPidFile } from '../host/host-process.ts';
import { beginLog } from '../host/log-files.ts';
import {
  type MachineRecord,
  readMachineRecord,
  recordOf,
  writeMachineRecord,
} from '../host/machine-record.ts';
import { checkSpace, checkWritable, runCheck } from '../host/preflight.ts';
import { buildVfkitArguments } from './command.ts';
import { findProgram, PROGRAMS, type ProgramName } from './find-programs.ts';
import { GvproxyProcess } from './gvproxy-process.ts';
import { DiskRefused, exposeEngine, spawnVfkit, untilRunning } from './launch.ts';
import { checkHome, checkSystem } from './preflight.ts';
import { dataDiskInUse, startError } from './start-errors.ts';
import { VfkitClient } from './vfkit-client.ts';
import { VzMachine } from './vz-machine.ts';
import { SHARES_TAG, shareDevices } from './vz-shares.ts';

/** Long, since a machine that does not answer by then is ended with its containers; a busy host is no reason. */
const ADOPT_TIMEOUT_MS = 20_000;
/** Apple's service lets go of a disk some time after the end of a machine that was killed. */
const DISK_TRIES = 3;
const DISK_RETRY_MS = 500;

export interface VzDriverOptions {
  files: PierFiles;
  /** Where vfkit and gvproxy are looked for: its PATH, and on macOS where they usually are. */
  env: NodeJS.ProcessEnv;
  /** Looked at first. */
  programFolders?: readonly string[] | undefined;
  /** The release's own, for a computer that has none. */
  downloads?: {
    has(name: ProgramName): boolean;
    /** @returns the path of the program. @throws AppError download_failed, home_disk_full, … */
    fetch(name: ProgramName, onStep: StepListener, signal: AbortSignal): Promise<string>;
  };
  log: DriverLog;
  /** The image to boot, from the cache or made. */
  ensureImage: (options: {
    onStep: StepListener;
    signal: AbortSignal;
    onNotice: (notice: ErrorData) => void;
  }) => Promise<BootImage>;
  /** The same image as it is kept. */
  image?: MachineImage;
}

interface Prepared {
  image: BootImage;
  certificates: Certificates;
  /** Their paths. */
  programs: Readonly<Record<ProgramName, string>>;
}

/** A machine of macOS's own hypervisor, run by vfkit, with gvproxy as its network. One per PIER_HOME. */
export class VzDriver implements VmDriver {
  readonly name = 'vz';
  readonly capabilities = {
    machine: true,
    lifecycle: true,
    pause: true,
    guestAgent: true,
    console: true,
    publishedPorts: 'forwarded',
  } as const;
  readonly image?: MachineImage;
  readonly #options: VzDriverOptions;
  readonly #files: PierFiles;
  #prepared: Prepared | undefined;
  #isStarting = false;

  constructor(options: VzDriverOptions) {
    this.#options = options;
    if (options.image) this.image = options.image;
    this.#files = options.files;
  }

  async preflight(): Promise<CheckResult[]> {
    const { home } = this.#files;
    const checks = await Promise.all([
      runCheck({ id: 'macos', title: 'macOS is new enough', fatal: true }, async () => checkSystem()),
      ...PROGRAMS.map((name) =>
        runCheck({ id: name, title: `${name} is installed, or can be fetched`, fatal: true }, async () => {
          if (!this.#options.downloads?.has(name)) await this.#find(name);
        }),
      ),
      runCheck({ id: 'home', title: "Pier's folder can be used", fatal: true }, async () => {
        checkHome(this.#files);
        await checkWritable(home);
      }),
    ]);
    return [...checks, ...(await checkSpace(dirname(dataDiskPlace(this.#files.vm.dataDisk))))];
  }

  async provision(spec: VmSpec, onStep: StepListener, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { run, vm, logs } = this.#files;
    for (const dir of [run.dir, vm.dir, logs.dir]) await makeFolder(dir);
    await ensureDataDisk(vm.dataDisk, spec.diskLimitBytes);
    const certificates = await ensureCertificates(vm.tlsDir);
    const image = await this.#options.ensureImage({
      ...{ onStep, signal },
      onNotice: (notice) => this.#options.log.warn(notice.message, { code: notice.code, hint: notice.hint }),
    });
    const [vfkit, gvproxy] = await Promise.all(PROGRAMS.map((name) => this.#ensure(name, onStep, signal)));
    this.#prepared = { image, certificates, programs: { vfkit, gvproxy } as Record<ProgramName, string> };
  }

  async start(spec: VmSpec, signal: AbortSignal): Promise<RunningVm> {
    signal.throwIfAborted();
    if (!this.#prepared) {
      throw new AppError(
        'machine_start_failed',
        'Start the machine: it is not provisioned.',
        'Start it again.',
      );
    }
    // Two at once would both find that none runs.
    if (this.#isStarting) throw alreadyRuns();
    this.#isStarting = true;
    try {
      if ((await this.inspect()) === 'running') throw alreadyRuns();
      return await this.#start(spec, this.#prepared, signal);
    } finally {
      this.#isStarting = false;
    }
  }

  async adopt(): Promise<RunningVm | undefined> {
    const { run, vm } = this.#files;
    const pid = await this.#runningPid();
    if (pid === undefined) {
      // It lives as long as the machine, also where nobody saw that end.
      await GvproxyProcess.clear(this.#files);
      return undefined;
    }
    const [record, certificates, network] = await Promise.all([
      readMachineRecord(run.machineState),
      readCertificates(vm.tlsDir),
      GvproxyProcess.adopt(this.#files),
    ]);
    try {
      if (!record?.enginePort || !certificates) throw new Error('what it was started with cannot be read');
      if (!network) throw new Error('it has no network any more');
      const state = await new VfkitClient(run.vfkitSocket).state(ADOPT_TIMEOUT_MS);
      const pausedBy = state === 'Paused' ? (record.pausedBy ?? 'resource-saver') : undefined;
      return this.#machine({ pid, network, certificates, record, enginePort: record.enginePort, pausedBy });
    } catch (error) {
      // A machine that nobody can talk to is no use to anybody, and keeps the data disk from the next one.
      this.#options.log.warn('A machine that was left behind cannot be adopted and is ended.', {
        pid,
        reason: error instanceof Error ? error.message : String(error),
      });
      network?.release();
      await killProcess(pid, run.machinePid);
      await GvproxyProcess.clear(this.#files);
      return undefined;
    }
  }

  async inspect(): Promise<'absent' | 'stopped' | 'running'> {
    if ((await this.#runningPid()) !== undefined) return 'running';
    const hasDisk = await stat(this.#files.vm.dataDisk).then(
      () => true,
      () => false,
    );
    return hasDisk ? 'stopped' : 'absent';
  }

  checkDataDisk(path: string): Promise<void> {
    return checkDataDisk(path);
  }

  async destroy(): Promise<void> {
    if ((await this.inspect()) === 'running') {
      throw new AppError('machine_busy', 'Remove the machine: it runs.', 'Stop it first.');
    }
    await rm(this.#files.vm.dir, { recursive: true, force: true });
    this.#prepared = undefined;
  }

  /** The program of this computer. @throws AppError vfkit_missing, gvproxy_missing */
  async #find(name: ProgramName): Promise<string> {
    const { env, programFolders: ownFolders } = this.#options;
    return (await findProgram(name, { env, ownFolders })).path;
  }

  /** This computer's, else the release's. */
  async #ensure(name: ProgramName, onStep: StepListener, signal: AbortSignal): Promise<string> {
    const { downloads } = this.#options;
    try {
      return await this.#find(name);
    } catch (error) {
      if (!downloads?.has(name)) throw error;
      return downloads.fetch(name, onStep, signal);
    }
  }

  /** The pid of our vfkit while it runs. vfkit writes the file itself: there is no moment without it. */
  async #runningPid(): Promise<number | undefined> {
    const { machinePid } = this.#files.run;
    const pid = await readPidFile(machinePid);
    return pid !== undefined && (await isRunning(pid, machinePid)) ? pid : undefined;
  }

  async #start(
    spec: VmSpec,
    { image, certificates, programs }: Prepared,
    signal: AbortSignal,
  ): Promise<VzMachine> {
    const files = this.#files;
    const { run, vm, logs } = files;
    const shares = spec.sharedFolders ? await shareDevices(spec.sharedFolders, files.home) : [];
    for (const path of [run.machinePid, run.vfkitSocket, run.guestAgentSocket])
      await rm(path, { force: true });
    try {
      for (const path of [logs.console, logs.vfkit, logs.gvproxy, run.guestStatus]) await beginLog(path);
    } catch (error) {
      throw toDiskError(error, logs.dir);
    }
    await writeConfigDisk(vm.configDisk, {
      ...configOf(spec, certificates, { tag: SHARES_TAG, folders: shares.map(({ folder }) => folder) }),
      shareDevices: shares,
      rosetta: hasRosetta(spec),
    });
    const network = await this.#startNetwork(programs.gvproxy, signal);
    try {
      const enginePort = await exposeEngine(network.client);
      const accelerator = { label: "macOS's own hypervisor" };
      const record = { ...recordOf(spec, image, accelerator), enginePort, shareDevices: shares };
      await writeMachineRecord(run.machineState, record);
      const args = buildVfkitArguments({
        ...{ spec, image, shares, rosetta: hasRosetta(spec) },
        ...{ dataDisk: dataDiskPlace(vm.dataDisk), configDisk: vm.configDisk },
        ...{ consoleLog: logs.console, statusLog: run.guestStatus, pidFile: run.machinePid },
        ...{ restSocket: run.vfkitSocket, networkSocket: run.networkSocket },
        agentSocket: run.guestAgentSocket,
      });
      return await this.#launch(programs.vfkit, args, { network, certificates, record, enginePort }, signal);
    } catch (error) {
      await network.end();
      throw error;
    }
  }

  async #startNetwork(gvproxy: string, signal: AbortSignal): Promise<GvproxyProcess> {
    try {
      return await GvproxyProcess.start(gvproxy, this.#files, signal);
    } catch (error) {
      if (signal.aborted || error instanceof AppError) throw error;
      const { gvproxy: log } = this.#files.logs;
      const { lines } = await readLastLines(log, 10);
      throw startError([String((error as Error).message), ...lines], log, error);
    }
  }

  async #launch(
    vfkit: string,
    args: string[],
    known: { network: GvproxyProcess; certificates: Certificates; record: MachineRecord; enginePort: number },
    signal: AbortSignal,
  ): Promise<VzMachine> {
    const { run, logs, vm } = this.#files;
    for (let tries = 1; ; tries++) {
      const child = spawnVfkit(vfkit, args, logs.vfkit);
      try {
        await untilRunning(child, new VfkitClient(run.vfkitSocket), logs.vfkit, signal);
        const { pid } = child;
        if (pid === undefined) throw new Error('vfkit has no pid.');
        this.#options.log.info('vfkit runs.', { pid, port: known.enginePort });
        return this.#machine({ ...known, pid, child });
      } catch (error) {
        if (child.pid !== undefined) await killProcess(child.pid, run.machinePid);
        if (!(error instanceof DiskRefused)) throw error;
        const disk = dataDiskPlace(vm.dataDisk);
        const [holder] = await fileHolders(disk);
        if (tries < DISK_TRIES) await sleep(DISK_RETRY_MS, signal);
        else if (holder) throw dataDiskInUse(disk, holder);
        else throw startError(error.message.split('\n'), logs.vfkit, error);
        for (const path of [run.machinePid, run.vfkitSocket]) await rm(path, { force: true });
        // The next try tells its own reason.
        await beginLog(logs.vfkit);
      }
    }
  }

  #machine(options: Omit<ConstructorParameters<typeof VzMachine>[0], 'files' | 'log'>): VzMachine {
    return new VzMachine({ ...options, files: this.#files, log: this.#options.log });
  }
}

/** Wanted, and there is one: Intel's Macs run x86-64 themselves. */
function hasRosetta(spec: VmSpec): boolean {
  return spec.rosetta === true && arch() === 'arm64';
}

function alreadyRuns(): AppError {
  return new AppError('machine_busy', 'Start the machine: it runs already.', 'Stop it first.');
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
  } catch (error) {
    throw toDiskError(error, path);
  }
}
