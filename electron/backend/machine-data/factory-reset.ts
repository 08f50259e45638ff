import { readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { toDiskError } from '../../../vm/disk-error.ts';
import type { PierFiles } from '../../../vm/files.ts';

const marker = z.object({ remove: z.array(z.string()) });

/** Everything of an installation but its folders, its running backend's log and its sockets. */
function pathsOf(files: PierFiles): string[] {
  const { logs, run } = files;
  return [
    files.vm.dir,
    files.settings,
    files.composeProjects,
    files.savedSearches,
    files.volumeExports,
    files.credentials,
    files.snapshots,
    files.bin,
    `${logs.backend}.1`,
    ...[logs.console, logs.qemu, run.guestStatus].flatMap((path) => [path, `${path}.1`]),
    run.machineState,
    run.acceleratorState,
  ];
}

/**
 * Removes what an installation has. What is to go is written down first, so that a reset that is cut short is finished
 * by the next start: nothing is left half there.
 * @param beside disks that are elsewhere: the data disk, snapshots
 * @throws AppError home_disk_full, home_not_writable
 */
export async function removeInstallation(files: PierFiles, beside: readonly string[]): Promise<void> {
  const remove = [...beside, ...pathsOf(files)];
  try {
    await writeFileAtomic(files.factoryReset, JSON.stringify({ remove }), { mode: 0o600 });
  } catch (error) {
    throw toDiskError(error, files.factoryReset);
  }
  await removeAll(files, remove);
}

/** Goes on with a reset that was cut short. Before anything of the installation is read. @returns whether there was one */
export async function finishFactoryReset(files: PierFiles): Promise<boolean> {
  let text: string;
  try {
    text = await readFile(files.factoryReset, 'utf8');
  } catch {
    return false;
  }
  const { remove } = marker.parse(JSON.parse(text));
  await removeAll(files, remove);
  return true;
}

async function removeAll(files: PierFiles, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    try {
      await rm(path, { recursive: true, force: true });
    } catch (error) {
      throw toDiskError(error, dirname(path));
    }
  }
  await rm(files.factoryReset, { force: true });
}
