import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { toDiskError } from '../../vm/disk-error.ts';
import type { PierFiles } from '../../vm/files.ts';

/**
 * Makes the folders of an installation, readable by its owner alone, and tries whether they can be written. Idempotent.
 * @throws AppError `home_not_writable`, `home_disk_full`
 */
export function prepareHome(files: PierFiles): void {
  const { home } = files;
  try {
    makeParents(dirname(home));
    for (const dir of [home, files.run.dir, files.vm.dir, files.logs.dir]) {
      makeFolder(dir);
      refuseForeignOwner(dir);
      // An umask, or a folder that was there before, may say otherwise.
      if ((statSync(dir).mode & 0o777) !== 0o700) chmodSync(dir, 0o700);
      accessSync(dir, constants.R_OK | constants.W_OK | constants.X_OK);
    }
    // A full disk still makes folders: only bytes tell.
    const probe = join(files.run.dir, `.probe-${process.pid}`);
    try {
      writeFileSync(probe, 'x'.repeat(4096), { mode: 0o600 });
    } finally {
      rmSync(probe, { force: true });
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      const hint = 'Set PIER_HOME to another folder.';
      throw new AppError('home_not_writable', `Use '${home}': no folder can be made there.`, hint);
    }
    if (isInTheWay(error)) {
      const hint = 'Move that file away, or set PIER_HOME to another folder.';
      throw new AppError('home_not_writable', `Use '${home}': a file is in the way of a folder.`, hint);
    }
    throw toDiskError(error, home);
  }
}

function makeParents(dir: string): void {
  if (existsSync(dir)) return;
  makeParents(dirname(dir));
  makeFolder(dir, 0o777);
}

/** Not with `recursive`: where a file system lets nobody make folders (/proc), Node then tries for ever. */
function makeFolder(dir: string, mode = 0o700): void {
  try {
    mkdirSync(dir, { mode });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || !statSync(dir).isDirectory()) throw error;
  }
}

function isInTheWay(error: unknown): boolean {
  return ['EEXIST', 'ENOTDIR'].includes((error as NodeJS.ErrnoException).code ?? '');
}

/** Whoever owns the folder can put another socket in the place of ours. */
function refuseForeignOwner(dir: string): void {
  const owner = statSync(dir).uid;
  const self = process.getuid?.();
  if (self === undefined || owner === self) return;
  throw new AppError(
    'home_not_writable',
    `Use '${dir}': it belongs to another user (${owner}).`,
    'Set PIER_HOME to a folder of your own.',
  );
}
