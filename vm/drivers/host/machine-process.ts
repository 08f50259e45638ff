import { mkdir, rm, stat } from 'node:fs/promises';
import { AppError } from '../../../shared/errors.ts';
import { toDiskError } from '../../disk-error.ts';
import type { PierFiles } from '../../files.ts';
import { isRunning, readPidFile } from './host-process.ts';

/** A machine that is a process of this computer, with a disk of its own: what its files say of it. */

/** The pid of our hypervisor while it runs. It writes the file itself: there is no moment without it. */
export async function machinePid({ run }: PierFiles): Promise<number | undefined> {
  const pid = await readPidFile(run.machinePid);
  return pid !== undefined && (await isRunning(pid, run.machinePid)) ? pid : undefined;
}

export async function inspectMachine(files: PierFiles): Promise<'absent' | 'stopped' | 'running'> {
  if ((await machinePid(files)) !== undefined) return 'running';
  const hasDisk = await stat(files.vm.dataDisk).then(
    () => true,
    () => false,
  );
  return hasDisk ? 'stopped' : 'absent';
}

/** Removes the machine with its data. @throws AppError machine_busy while it runs */
export async function destroyMachine(files: PierFiles): Promise<void> {
  if ((await inspectMachine(files)) === 'running') {
    throw new AppError('machine_busy', 'Remove the machine: it runs.', 'Stop it first.');
  }
  await rm(files.vm.dir, { recursive: true, force: true });
}

/** The folders of a machine, each its owner's alone. @throws AppError home_disk_full, home_not_writable */
export async function makeMachineFolders({ run, vm, logs }: PierFiles): Promise<void> {
  for (const path of [run.dir, vm.dir, logs.dir]) {
    try {
      await mkdir(path, { recursive: true, mode: 0o700 });
    } catch (error) {
      throw toDiskError(error, path);
    }
  }
}
