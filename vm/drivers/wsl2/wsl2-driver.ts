import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, type ErrorData } from '../../../shared/errors.ts';
import type { PierFiles } from '../../files.ts';
import { isAlive } from '../../is-alive.ts';
import { type GuestPath, toGuestPath } from '../../windows-path.ts';
import type { CheckResult, MachineImage, RunningVm, StepListener, VmDriver, VmSpec } from '../driver.ts';
import { type Certificates, ensureCertificates, readCertificates } from '../guest/tls.ts';
import type { DriverLog } from '../host/driver-log.ts';
import { freePort } from '../host/free-port.ts';
import { makeMachineFolders } from '../host/machine-process.ts';
import {
  type MachineRecord,
  readMachineRecord,
  recordOf,
  writeMachineRecord,
} from '../host/machine-record.ts';
import { OneStart } from '../host/one-start.ts';
import { checkSpace, checkWritable, runCheck } from '../host/preflight.ts';
import { Distributions, type WslSystem } from './distributions.ts';
import { applyLimits } from './limits.ts';
import type { OwnerWatch } from './owner-watch.ts';
import { wslChecks } from './preflight.ts';
import { startMachine, writeStartConfig } from './start-machine.ts';
import { Wsl, wslCommand } from './wsl.ts';
import { ATTEND, Wsl2Machine } from './wsl2-machine.ts';
import { foldersOfGuest } from './wsl2-shares.ts';

export interface Wsl2DriverOptions {
  files: PierFiles;
  /** SystemRoot and USERPROFILE; wsl.exe gets all of it. */
  env: NodeJS.ProcessEnv;
  log: DriverLog;
  /** Of the distribution with the system; its data are in one beside it. */
  name: string;
  /** What is imported, from the cache or built. */
  ensureRootfs: (options: { onStep: StepListener; signal: AbortSignal }) => Promise<WslSystem>;
  /** The same as it is kept. */
  image?: MachineImage;
  /** In the place of Windows' own wsl.exe. */
  command?: readonly [string, ...string[]];
  /** For tests. */
  ownerWatch?: OwnerWatch;
}

/** A machine within the Windows Subsystem for Linux. One per PIER_HOME: whoever holds the home's lock is the only user. */
export class Wsl2Driver implements VmDriver {
  readonly name = 'wsl2';
  readonly capabilities = {
    machine: true,
    lifecycle: true,
    pause: false,
    guestAgent: true,
    console: true,
    // WSL brings to this computer what listens in a distribution.
    publishedPorts: 'here',
    limitsOfAll: true,
  } as const;
  readonly image?: MachineImage;
  readonly #options: Wsl2DriverOptions;
  readonly #files: PierFiles;
  readonly #wsl: Wsl;
  readonly #distributions: Distributions;
  #prepared: { system: WslSystem; certificates: Certificates } | undefined;
  readonly #oneStart = new OneStart();

  constructor(options: Wsl2DriverOptions) {
    const { files, env, log, name } = options;
    this.#options = options;
    if (options.image) this.image = options.image;
    this.#files = files;
    this.#wsl = new Wsl({ command: options.command ?? wslCommand(env), env });
    this.#distributions = new Distributions({ wsl: this.#wsl, name, folder: join(files.vm.dir, 'wsl'), log });
  }

  async preflight(): Promise<CheckResult[]> {
    const { home } = this.#files;
    const [wsl, writable, space] = await Promise.all([
      wslChecks(this.#wsl, this.#options.env),
      runCheck({ id: 'home', title: "Pier's folder can be written to", fatal: true }, () =>
        checkWritable(home),
      ),
      checkSpace(home),
    ]);
    return [...wsl, writable, ...space];
  }

  async provision(spec: VmSpec, onStep: StepListener, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    await makeMachineFolders(this.#files);
    const certificates = await ensureCertificates(this.#files.vm.tlsDir);
    const system = await this.#options.ensureRootfs({ onStep, signal });
    await this.#distributions.ensure(system, spec.diskLimitBytes, onStep, signal);
    this.#prepared = { system, certificates };
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
    { system, certificates }: { system: WslSystem; certificates: Certificates },
    signal: AbortSignal,
  ): Promise<RunningVm> {
    const { run, vm } = this.#files;
    const own = [this.#distributions.system, this.#distributions.data];
    const { limits, heldUpBy } = await applyLimits(spec, {
      ...{ wsl: this.#wsl, env: this.#options.env, own, log: this.#options.log },
      recordPath: join(vm.dir, 'wsl', 'limits.json'),
    });
    // Windows will find on it what listens in the guest on the same.
    const port = await freePort();
    const guestPath = (source: string) => this.guestPath(source);
    const { there, guest } = await foldersOfGuest(spec.sharedFolders ?? [], guestPath);
    const made = recordOf({ ...spec, ...limits }, system, { label: 'WSL 2' });
    const record: MachineRecord = { ...made, enginePort: port };
    await writeStartConfig(vm.configDisk, { spec, certificates, port, folders: guest });
    await writeMachineRecord(run.machineState, record);
    signal.throwIfAborted();
    const child = await startMachine(this.#wsl, this.#distributions, this.#files, signal);
    await writeFile(run.machinePid, `${child.pid}\n`, { mode: 0o600 });
    this.#options.log.info('The machine runs within WSL.', { pid: child.pid, port });
    return this.#machine({
      ...{ process: child, pid: child.pid, adopted: false, certificates, record, folders: there },
      trouble: heldUpBy.length > 0 ? limitsWait(heldUpBy) : undefined,
    });
  }

  async adopt(): Promise<RunningVm | undefined> {
    if ((await this.inspect()) !== 'running') return undefined;
    const { run, vm } = this.#files;
    const [record, certificates, pid] = await Promise.all([
      readMachineRecord(run.machineState),
      readCertificates(vm.tlsDir),
      readFile(run.machinePid, 'utf8').then(Number, () => undefined),
    ]);
    if (!record?.enginePort || !certificates) {
      // A machine that nobody can talk to is no use to anybody, and keeps the data from the next one.
      this.#options.log.warn('A machine that was left behind cannot be adopted and is ended.');
      await this.#wsl.terminate(this.#distributions.system);
      return undefined;
    }
    const process = this.#wsl.attend(this.#distributions.system, ATTEND);
    return this.#machine({
      ...{ process, adopted: true, certificates, record, folders: [] },
      // One of that number may be another by now; it is shown, and never ended.
      pid: pid !== undefined && isAlive(pid) ? pid : process.pid,
    });
  }

  async inspect(): Promise<'absent' | 'stopped' | 'running'> {
    const { system, exists } = this.#distributions;
    // Where WSL is not there, nothing of it runs.
    const running = await this.#wsl.names('running').catch((): string[] => []);
    if (running.includes(system)) {
      const { exitCode } = await this.#wsl.exec(system, ['/etc/pier/wsl/status']);
      if (exitCode === 0) return 'running';
    }
    return exists ? 'stopped' : 'absent';
  }

  guestPath(source: string): GuestPath | undefined {
    return toGuestPath(source, this.#distributions.system);
  }

  async removeData(): Promise<void> {
    await this.#refuseWhileRunning('Remove the data');
    await this.#distributions.removeData();
    this.#prepared = undefined;
  }

  async destroy(): Promise<void> {
    await this.#refuseWhileRunning('Remove the machine');
    await this.#distributions.remove();
    await rm(this.#files.vm.dir, { recursive: true, force: true });
    this.#prepared = undefined;
  }

  async #refuseWhileRunning(what: string): Promise<void> {
    if ((await this.inspect()) !== 'running') return;
    throw new AppError('machine_busy', `${what}: the machine runs.`, 'Stop it first.');
  }

  #machine(
    options: Pick<
      ConstructorParameters<typeof Wsl2Machine>[0],
      'process' | 'pid' | 'adopted' | 'certificates' | 'record' | 'folders' | 'trouble'
    >,
  ): Wsl2Machine {
    const { ownerWatch } = this.#options;
    return new Wsl2Machine({
      ...options,
      ...(ownerWatch && { ownerWatch }),
      wsl: this.#wsl,
      distributions: this.#distributions,
      stillRuns: async () => (await this.inspect()) === 'running',
      guestPath: (source) => this.guestPath(source),
      files: this.#files,
      log: this.#options.log,
    });
  }
}

function limitsWait(heldUpBy: readonly string[]): ErrorData {
  const names = heldUpBy.join(', ');
  return {
    code: 'limits_wait',
    message: `Processors and memory are still those from before: WSL has one set of them for all distributions, and ${names} ${heldUpBy.length === 1 ? 'runs' : 'run'}.`,
    hint: `Run 'wsl --shutdown' when you can do without ${names}: it ends all distributions. Then start the engine again.`,
  };
}
