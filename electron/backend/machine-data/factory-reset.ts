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
    `${files.settings}.before-reset`,
    files.composeProjects,
    files.savedSearches,
    files.tableChoices,
    files.windowPlace,
    files.updates,
    files.credentials,
    files.volumeExports,
    files.shownEngine,
    files.extensionPort,
    files.engines,
    files.extensions,
    files.snapshots,
    files.bin,
    files.commands,
    files.buildx,
    `${logs.backend}.1`,
    ...[logs.console, logs.qemu, logs.shares, logs.vfkit, logs.gvproxy, run.guestStatus].flatMap((path) => [
      path,
      `${path}.1`,
    ]),
    run.machineState,
    run.sharesState,
    run.networkConfig,
    run.acceleratorState,
  ];
}

/** Logins in the system's keychain, which no path leads to. */
type EraseLogins = () => Promise<void>;

/**
 * Removes what an installation has. What is to go is written down first, so that a reset that is cut short is finished
 * by the next start: nothing is left half there.
 * @param beside disks that are elsewhere: the data disk, snapshots
 * @returns why something of it is still there; undefined where all is gone
 * @throws AppError home_disk_full, home_not_writable; nothing was removed then
 */
export async function removeInstallation(
  files: PierFiles,
  beside: readonly string[],
  eraseLogins: EraseLogins,
): Promise<unknown> {
  const remove = [...beside, ...pathsOf(files)];
  try {
    await writeFileAtomic(files.factoryReset, JSON.stringify({ remove }), { mode: 0o600 });
  } catch (error) {
    throw toDiskError(error, files.factoryReset);
  }
  return removeAll(files, remove, eraseLogins);
}

/**
 * Goes on with a reset that was cut short. Before anything of the installation is read. Never rejects: Pier starts also
 * with what could not be removed.
 * @returns whether there was one, and why something is still there
 */
export async function finishFactoryReset(
  files: PierFiles,
  eraseLogins: EraseLogins,
): Promise<{ found: boolean; failure?: unknown }> {
  let remove: string[];
  try {
    ({ remove } = marker.parse(JSON.parse(await readFile(files.factoryReset, 'utf8'))));
  } catch {
    return { found: false };
  }
  return { found: true, failure: await removeAll(files, remove, eraseLogins) };
}

async function removeAll(
  files: PierFiles,
  paths: readonly string[],
  eraseLogins: EraseLogins,
): Promise<unknown> {
  let failure: unknown;
  await eraseLogins().catch((error: unknown) => {
    failure = error;
  });
  for (const path of paths) {
    await rm(path, { recursive: true, force: true }).catch((error: unknown) => {
      failure ??= toDiskError(error, dirname(path));
    });
  }
  // Also where something is left: the next start must not remove what is made from now on.
  await rm(files.factoryReset, { force: true }).catch((error: unknown) => {
    failure ??= toDiskError(error, files.factoryReset);
  });
  return failure;
}
