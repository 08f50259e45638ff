import { availableParallelism, totalmem } from 'node:os';
import { dirname } from 'node:path';
import type { ErrorData } from '../../../shared/errors.ts';
import { dataDiskPlace } from '../../data-disk-place.ts';
import type { PierFiles } from '../../files.ts';
import type { CheckResult, MachineImage, RunningVm, StepListener, VmDriver, VmSpec } from '../driver.ts';
import type { BootImage } from '../guest/boot-image.ts';
import { checkDataDisk, ensureDataDisk } from '../guest/data-disk.ts';
import { type Certificates, ensureCertificates, readCertificates } from '../guest/tls.ts';
import type { DriverLog } from '../host/driver-log.ts';
import { killProcess } from '../host/host-process.ts';
import { destroyMachine, inspectMachine, machinePid, makeMachineFolders } from '../host/machine-process.ts';
import { type MachineRecord, readMachineRecord, recordOf } from '../host/machine-record.ts';
import { OneStart } from '../host/one-start.ts';
import { checkSpace, checkWritable, runCheck } from '../host/preflight.ts';
import { spawnApart } from '../host/spawn-apart.ts';
import { type Accelerator, acceleratorCheck, chooseAccelerator, emulation } from './accelerator.ts';
import { AcceleratorMemory } from './accelerator-memory.ts';
import { buildQemuArguments } from './command.ts';
import { type FoundQemu, findQemu } from './find-qemu.ts';
import { connectControl, findEnginePort } from './launch.ts';
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
  readonly #oneStart = new OneStart();

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
    const { vm } = this.#files;
    await makeMachineFolders(this.#files);
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

  start(spec: VmSpec, signal: AbortSignal): Promise<RunningVm> {
    return this.#oneStart.run(
      this.#prepared,
      () => this.inspect(),
      signal,
      (prepared) => this.#start(spec, prepared, signal),
    );
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
    const pid = await machinePid(this.#files);
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

  inspect(): Promise<'absent' | 'stopped' | 'running'> {
    return inspectMachine(this.#files);
  }

  checkDataDisk(path: string): Promise<void> {
    return checkDataDisk(path);
  }

  async destroy(): Promise<void> {
    await destroyMachine(this.#files);
    this.#prepared = undefined;
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
    const child = spawnApart(qemu, args, { logPath: logs.qemu, env: await this.#environment() });
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
