import { mkdir, rm, stat } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { AppError, type ErrorData } from '../../../shared/errors.ts';
import { dataDiskPlace } from '../../data-disk-place.ts';
import { toDiskError } from '../../disk-error.ts';
import type { PierFiles } from '../../files.ts';
import type { CheckResult, MachineImage, RunningVm, StepListener, VmDriver, VmSpec } from '../driver.ts';
import type { BootImage } from '../guest/boot-image.ts';
import { checkDataDisk, ensureDataDisk } from '../guest/data-disk.ts';
import { type Certificates, ensureCertificates, readCertificates } from '../guest/tls.ts';
import type { DriverLog } from '../host/driver-log.ts';
import { isRunning, killProcess, readPidFile } from '../host/host-process.ts';
import { type MachineRecord, readMachineRecord, recordOf } from '../host/machine-record.ts';
import { checkSpace, checkWritable, runCheck } from '../host/preflight.ts';
import { type Accelerator, acceleratorCheck, chooseAccelerator, emulation } from './accelerator.ts';
import { AcceleratorMemory } from './accelerator-memory.ts';
import { buildQemuArguments } from './command.ts';
import { type FoundQemu, findQemu } from './find-qemu.ts';
import { connectControl, findEnginePort, spawnQemu } from './launch.ts';
import { canRaiseBacklog, withLibrary, writeListenLibrary } from './listen-backlog.ts';
import { prepareStart } from './prepare-start.ts';
import { QemuMachine } from './qemu-machine.ts';
import { QmpClient } from './qmp.ts';
import { findShareTools } from './shares/find-virtiofsd.ts';
import type { VirtiofsdOptions } from './shares/share-command.ts';
import { ShareDaemon } from './shares/share-daemon.ts';
import { type SharesOfMachine, startShares } from './shares/start-shares.ts';

/** Long, since a machine that does not answer by then is ended with its containers; a busy host is no reason. */
const ADOPT_TIMEOUT_MS = 20_000;

/**
 * What a machine may be raised to without a restart. Each processor of the emulator keeps a part of its cache of
 * translated code, also while it is off; above 255 QEMU wants an interrupt remapper.
 */
const MOST_CPUS = { kvm: 128, tcg: 16 } as const;

export interface QemuDriverOptions {
  files: PierFiles;
  /** Where QEMU is looked for: its PATH. */
  env: NodeJS.ProcessEnv;
  log: DriverLog;
  /** The image to boot, from the cache or built. */
  ensureImage: (options: {
    onStep: StepListener;
    signal: AbortSignal;
    onNotice: (notice: ErrorData) => void;
  }) => Promise<BootImage>;
  /** The same image as it is kept. */
  image?: MachineImage;
  /** How the accelerator is chosen. */
  chooseAccelerator?: (qemu: string) => Promise<Accelerator>;
  /** QEMU as it is, without a queue before forwarded ports: the peer of a bench. */
  smallBacklog?: boolean;
  /** Other arguments of virtiofsd: the peer of a bench. */
  virtiofsdArguments?: (options: VirtiofsdOptions) => string[];
}

/** A machine under QEMU. One per PIER_HOME: whoever holds the home's lock is the only user. */
export class QemuDriver implements VmDriver {
  readonly name = 'qemu';
  readonly capabilities = {
    machine: true,
    lifecycle: true,
    pause: true,
    guestAgent: true,
    console: true,
    publishedPorts: 'forwarded',
  } as const;
  readonly image?: MachineImage;
  readonly #options: QemuDriverOptions;
  readonly #files: PierFiles;
  readonly #memory: AcceleratorMemory;
  #prepared: { image: BootImage; certificates: Certificates } | undefined;
  #isStarting = false;

  constructor(options: QemuDriverOptions) {
    this.#options = options;
    if (options.image) this.image = options.image;
    this.#files = options.files;
    this.#memory = new AcceleratorMemory(this.#files.run.acceleratorState, options.log);
  }

  async preflight(): Promise<CheckResult[]> {
    const { home } = this.#files;
    let qemu: FoundQemu | undefined;
    const checks = await Promise.all([
      runCheck({ id: 'qemu', title: 'QEMU is installed', fatal: true }, async () => {
        qemu = await findQemu(this.#options.env);
      }),
      runCheck({ id: 'home', title: "Pier's folder can be written to", fatal: true }, () =>
        checkWritable(home),
      ),
    ]);
    checks.push(...(await checkSpace(dirname(dataDiskPlace(this.#files.vm.dataDisk)))));
    if (qemu) checks.push(acceleratorCheck(await this.#accelerator(qemu)));
    return checks;
  }

  async provision(spec: VmSpec, onStep: StepListener, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { run, vm, logs } = this.#files;
    for (const dir of [run.dir, vm.dir, logs.dir]) await makeFolder(dir);
    // Before the image: a disk that cannot be used is known at once, a build takes minutes.
    await ensureDataDisk(vm.dataDisk, spec.diskLimitBytes);
    const certificates = await ensureCertificates(vm.tlsDir);
    const image = await this.#options.ensureImage({
      onStep,
      signal,
      onNotice: (notice) => this.#options.log.warn(notice.message, { code: notice.code, hint: notice.hint }),
    });
    this.#prepared = { image, certificates };
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

  async #start(
    spec: VmSpec,
    { image, certificates }: { image: BootImage; certificates: Certificates },
    signal: AbortSignal,
  ): Promise<RunningVm> {
    const qemu = await findQemu(this.#options.env);
    const accelerator = await this.#accelerator(qemu);
    const { kind } = accelerator;
    const most = {
      cpus: Math.min(availableParallelism(), MOST_CPUS[kind]),
      memoryBytes: totalmem(),
    };
    const record = { ...recordOf(spec, image, accelerator), most };
    const { env, log, virtiofsdArguments } = this.#options;
    const files = this.#files;
    const folders = spec.sharedFolders;
    const shares = await startShares({ files, env, log, folders, virtiofsdArguments });
    try {
      await prepareStart(files, { spec, certificates, record, shares: shares.daemon });
      signal.throwIfAborted();
      const args = buildQemuArguments({
        ...{ accelerator: kind, spec, image, files, most },
        shares: shares.daemon !== undefined,
      });
      const known = { certificates, record, emulated: kind === 'tcg', shares };
      return await this.#launch(qemu.path, args, known, signal);
    } catch (error) {
      shares.daemon?.end();
      throw error;
    }
  }

  async adopt(): Promise<RunningVm | undefined> {
    const { run, vm } = this.#files;
    const pid = await this.#runningPid();
    if (pid === undefined) return undefined;
    const [record, certificates] = await Promise.all([
      readMachineRecord(run.machineState),
      readCertificates(vm.tlsDir),
    ]);
    let qmp: QmpClient | undefined;
    try {
      if (!record || !certificates) throw new Error('what it was started with cannot be read');
      qmp = await QmpClient.open(run.qmpSocket, ADOPT_TIMEOUT_MS);
      const port = await findEnginePort(qmp);
      const emulated = record.acceleratorReason !== undefined;
      const { status } = (await qmp.execute('query-status')) as { status: string };
      // One that a full disk stopped says no more of a pause that came after. An earlier Pier did not write down whose
      // it was: the one that ends by itself does no harm.
      const isPaused = status === 'paused' || (status === 'io-error' && record.pausedBy !== undefined);
      const pausedBy = isPaused ? (record.pausedBy ?? 'resource-saver') : undefined;
      const shares = {
        daemon: await ShareDaemon.adopt(this.#files, () => findShareTools(this.#options.env)),
      };
      return this.#machine({ pid, qmp, port, certificates, record, emulated, pausedBy, shares });
    } catch (error) {
      // A machine that nobody can talk to is no use to anybody, and keeps the data disk from the next one.
      this.#options.log.warn('A machine that was left behind cannot be adopted and is ended.', {
        pid,
        reason: error instanceof Error ? error.message : String(error),
      });
      qmp?.close();
      await killProcess(pid, run.machinePid);
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

  /** The pid of our QEMU while it runs. QEMU writes the file itself: there is no moment without it. */
  async #runningPid(): Promise<number | undefined> {
    const { machinePid } = this.#files.run;
    const pid = await readPidFile(machinePid);
    return pid !== undefined && (await isRunning(pid, machinePid)) ? pid : undefined;
  }

  async #accelerator(qemu: FoundQemu): Promise<Accelerator> {
    if (await this.#memory.gaveUp(qemu.version)) {
      return emulation('it gave up on the machine (it is tried again after a restart of this computer)');
    }
    return (this.#options.chooseAccelerator ?? chooseAccelerator)(qemu.path);
  }

  async #launch(
    qemu: string,
    args: string[],
    known: {
      certificates: Certificates;
      record: MachineRecord;
      emulated: boolean;
      shares: SharesOfMachine;
    },
    signal: AbortSignal,
  ): Promise<QemuMachine> {
    const { run, logs } = this.#files;
    const child = spawnQemu(qemu, args, { logPath: logs.qemu, env: await this.#environment() });
    let qmp: QmpClient | undefined;
    try {
      qmp = await connectControl(child, run.qmpSocket, logs.qemu, signal);
      const port = await findEnginePort(qmp);
      const { pid } = child;
      if (pid === undefined) throw new Error('QEMU has no pid.');
      this.#options.log.info('QEMU runs.', { pid, port, accelerator: known.record.accelerator });
      return this.#machine({ ...known, pid, child, qmp, port });
    } catch (error) {
      qmp?.close();
      if (child.pid !== undefined) await killProcess(child.pid, run.machinePid);
      throw error;
    }
  }

  async #environment(): Promise<NodeJS.ProcessEnv> {
    const { listenLibrary } = this.#files.run;
    if (this.#options.smallBacklog || !canRaiseBacklog()) return process.env;
    await writeListenLibrary(listenLibrary);
    return withLibrary(process.env, listenLibrary);
  }

  #machine(
    options: Pick<
      ConstructorParameters<typeof QemuMachine>[0],
      'pid' | 'child' | 'qmp' | 'port' | 'certificates' | 'record' | 'emulated' | 'pausedBy' | 'shares'
    >,
  ): QemuMachine {
    return new QemuMachine({
      ...options,
      files: this.#files,
      log: this.#options.log,
      shareTools: () => findShareTools(this.#options.env),
      onAcceleratorFailure: (qemuVersion) => this.#memory.remember(qemuVersion),
    });
  }
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
