import type { ChildProcess } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { AppError } from '../../../shared/errors.ts';
import { dataDiskPlace } from '../../data-disk-place.ts';
import { toDiskError } from '../../disk-error.ts';
import type { PierFiles } from '../../files.ts';
import { readLastLines } from '../../last-lines.ts';
import { sleep } from '../../sleep.ts';
import type { VmSpec } from '../driver.ts';
import type { BootImage } from '../guest/boot-image.ts';
import { configOf, writeConfigDisk } from '../guest/config-disk.ts';
import type { Certificates } from '../guest/tls.ts';
import { fileHolders } from '../host/file-holders.ts';
import { killProcess } from '../host/host-process.ts';
import { beginLog } from '../host/log-files.ts';
import { type MachineRecord, recordOf, writeMachineRecord } from '../host/machine-record.ts';
import { spawnApart } from '../host/spawn-apart.ts';
import { buildVfkitArguments } from './command.ts';
import type { ProgramName } from './find-programs.ts';
import { GvproxyProcess } from './gvproxy-process.ts';
import { DiskRefused, exposeEngine, untilRunning } from './launch.ts';
import { dataDiskInUse, startError } from './start-errors.ts';
import { VfkitClient } from './vfkit-client.ts';
import { SHARES_TAG, shareDevices } from './vz-shares.ts';

/** Apple's service lets go of a disk some time after the end of a machine that was killed. */
const DISK_TRIES = 3;
const DISK_RETRY_MS = 500;
const LAST_LINES = 10;

export interface StartOptions {
  files: PierFiles;
  spec: VmSpec;
  image: BootImage;
  certificates: Certificates;
  /** Their paths. */
  programs: Readonly<Record<ProgramName, string>>;
  rosetta: boolean;
  signal: AbortSignal;
}

export interface StartedMachine {
  pid: number;
  child: ChildProcess;
  network: GvproxyProcess;
  record: MachineRecord;
  enginePort: number;
}

/**
 * Starts gvproxy, opens the engine's port, and starts vfkit: resolves when the machine runs. What fails leaves nothing
 * that runs.
 * @throws AppError with the reason in words that help
 */
export async function startMachine(options: StartOptions): Promise<StartedMachine> {
  const { files, spec, image, certificates, rosetta, programs, signal } = options;
  const { run, vm, logs } = files;
  const shares = spec.sharedFolders ? await shareDevices(spec.sharedFolders, files.home) : [];
  for (const path of [run.machinePid, run.vfkitSocket, run.guestAgentSocket]) await rm(path, { force: true });
  try {
    for (const path of [logs.console, logs.vfkit, logs.gvproxy, run.guestStatus]) await beginLog(path);
  } catch (error) {
    throw toDiskError(error, logs.dir);
  }
  await writeConfigDisk(vm.configDisk, {
    ...configOf(spec, certificates, { tag: SHARES_TAG, folders: shares.map(({ folder }) => folder) }),
    ...{ shareDevices: shares, rosetta },
  });
  const network = await startNetwork(programs.gvproxy, files, signal);
  try {
    const enginePort = await exposeEngine(network.client);
    const accelerator = { label: "macOS's own hypervisor" };
    const record = { ...recordOf(spec, image, accelerator), enginePort, shareDevices: shares };
    await writeMachineRecord(run.machineState, record);
    const args = buildVfkitArguments({
      ...{ spec, image, shares, rosetta },
      ...{ dataDisk: dataDiskPlace(vm.dataDisk), configDisk: vm.configDisk },
      ...{ consoleLog: logs.console, statusLog: run.guestStatus, pidFile: run.machinePid },
      ...{ restSocket: run.vfkitSocket, networkSocket: run.networkSocket },
      agentSocket: run.guestAgentSocket,
    });
    const child = await launch(programs.vfkit, args, files, signal);
    return { ...child, network, record, enginePort };
  } catch (error) {
    await network.end();
    throw error;
  }
}

async function startNetwork(gvproxy: string, files: PierFiles, signal: AbortSignal): Promise<GvproxyProcess> {
  try {
    return await GvproxyProcess.start(gvproxy, files, signal);
  } catch (error) {
    if (signal.aborted || error instanceof AppError) throw error;
    const { lines } = await readLastLines(files.logs.gvproxy, LAST_LINES);
    throw startError([(error as Error).message, ...lines], files.logs.gvproxy, error);
  }
}

async function launch(
  vfkit: string,
  args: string[],
  { run, logs, vm }: PierFiles,
  signal: AbortSignal,
): Promise<{ pid: number; child: ChildProcess }> {
  for (let tries = 1; ; tries++) {
    const child = spawnApart(vfkit, args, { logPath: logs.vfkit });
    try {
      await untilRunning(child, new VfkitClient(run.vfkitSocket), logs.vfkit, signal);
      const { pid } = child;
      if (pid === undefined) throw new Error('vfkit has no pid.');
      return { pid, child };
    } catch (error) {
      if (child.pid !== undefined) await killProcess(child.pid, run.machinePid);
      if (!(error instanceof DiskRefused)) throw error;
      if (tries === DISK_TRIES) {
        const disk = dataDiskPlace(vm.dataDisk);
        const [holder] = await fileHolders(disk);
        throw holder ? dataDiskInUse(disk, holder) : startError(error.message.split('\n'), logs.vfkit, error);
      }
      await sleep(DISK_RETRY_MS, signal);
      for (const path of [run.machinePid, run.vfkitSocket]) await rm(path, { force: true });
      // The next try tells its own reason.
      await beginLog(logs.vfkit);
    }
  }
}
