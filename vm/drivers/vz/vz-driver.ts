import { existsSync } from 'node:fs';
import { arch } from 'node:os';
import { dirname } from 'node:path';
import { AppError, type ErrorData } from '../../../shared/errors.ts';
import { dataDiskPlace } from '../../data-disk-place.ts';
import type { PierFiles } from '../../files.ts';
import type {
  CheckResult,
  DriverCapabilities,
  MachineImage,
  RunningVm,
  StepListener,
  VmDriver,
  VmSpec,
} from '../driver.ts';
import type { BootImage } from '../guest/boot-image.ts';
import { checkDataDisk, ensureDataDisk } from '../guest/data-disk.ts';
import { type Certificates, ensureCertificates, readCertificates } from '../guest/tls.ts';
import type { DriverLog } from '../host/driver-log.ts';
import { killProcess } from '../host/host-process.ts';
import { destroyMachine, inspectMachine, machinePid, makeMachineFolders } from '../host/machine-process.ts';
import { readMachineRecord } from '../host/machine-record.ts';
import { OneStart } from '../host/one-start.ts';
import { checkSpace, checkWritable, runCheck } from '../host/preflight.ts';
import { findProgram, PROGRAMS, type ProgramName } from './find-programs.ts';
import { GvproxyProcess } from './gvproxy-process.ts';
import { checkHome, checkSystem } from './preflight.ts';
import { startMachine } from './start-machine.ts';
import { VfkitClient } from './vfkit-client.ts';
import { VzMachine } from './vz-machine.ts';

/** Long, since a machine that does not answer by then is ended with its containers; a busy host is no reason. */
const ADOPT_TIMEOUT_MS = 20_000;
/** What macOS shares with a guest, where it is installed. */
const ROSETTA = '/Library/Apple/usr/libexec/oah/RosettaLinux/rosetta';
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
  /** For tests: what this computer is, and where its Rosetta for Linux is. */
  arch?: string;
  rosettaPath?: string;
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
  readonly capabilities: DriverCapabilities;
  readonly image?: MachineImage;
  readonly #options: VzDriverOptions;
  readonly #files: PierFiles;
  #prepared: Prepared | undefined;
  readonly #oneStart = new OneStart();

  constructor(options: VzDriverOptions) {
    this.#options = options;
    this.capabilities = {
      ...{ machine: true, lifecycle: true, pause: true, guestAgent: true, console: true },
      ...{ publishedPorts: 'forwarded', rosetta: (options.arch ?? arch()) === 'arm64' },
    };
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
    if (this.capabilities.rosetta) {
      checks.push(
        await runCheck({ id: 'rosetta', title: 'Rosetta is installed', fatal: false }, async () => {
          if (!this.#isRosettaInstalled()) throw noRosetta();
        }),
      );
    }
    return [...checks, ...(await checkSpace(dirname(dataDiskPlace(this.#files.vm.dataDisk))))];
  }

  async provision(spec: VmSpec, onStep: StepListener, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const { vm } = this.#files;
    await makeMachineFolders(this.#files);
    await ensureDataDisk(vm.dataDisk, spec.diskLimitBytes);
    const certificates = await ensureCertificates(vm.tlsDir);
    const image = await this.#options.ensureImage({
      ...{ onStep, signal },
      onNotice: (notice) => this.#options.log.warn(notice.message, { code: notice.code, hint: notice.hint }),
    });
    const [vfkit, gvproxy] = await Promise.all(PROGRAMS.map((name) => this.#ensure(name, onStep, signal)));
    this.#prepared = { image, certificates, programs: { vfkit, gvproxy } as Record<ProgramName, string> };
  }

  start(spec: VmSpec, signal: AbortSignal): Promise<RunningVm> {
    return this.#oneStart.run(
      this.#prepared,
      () => this.inspect(),
      signal,
      (prepared) => this.#start(spec, prepared, signal),
    );
  }

  async adopt(): Promise<RunningVm | undefined> {
    const { run, vm } = this.#files;
    const pid = await machinePid(this.#files);
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

  async #start(
    spec: VmSpec,
    { image, certificates, programs }: Prepared,
    signal: AbortSignal,
  ): Promise<VzMachine> {
    const wantsRosetta = spec.rosetta === true && this.capabilities.rosetta === true;
    const rosetta = wantsRosetta && this.#isRosettaInstalled();
    if (wantsRosetta && !rosetta) {
      const { message, hint } = noRosetta();
      this.#options.log.warn(message, { hint });
    }
    const { files, log } = this.#options;
    const started = await startMachine({ files, spec, image, certificates, programs, rosetta, signal });
    log.info('vfkit runs.', { pid: started.pid, port: started.enginePort });
    return this.#machine({ ...started, certificates });
  }

  /** vfkit would not start without it, where it is asked for. */
  #isRosettaInstalled(): boolean {
    return existsSync(this.#options.rosettaPath ?? ROSETTA);
  }

  #machine(options: Omit<ConstructorParameters<typeof VzMachine>[0], 'files' | 'log'>): VzMachine {
    return new VzMachine({ ...options, files: this.#files, log: this.#options.log });
  }
}

function noRosetta(): AppError {
  return new AppError(
    'capability_missing',
    'Run containers for x86-64: Rosetta is not installed.',
    'Install it: softwareupdate --install-rosetta, and restart the machine. All else works without.',
  );
}
