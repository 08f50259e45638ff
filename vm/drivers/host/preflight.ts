import { access, constants, statfs } from 'node:fs/promises';
import { AppError, toAppError } from '../../../shared/errors.ts';
import { toDiskError } from '../../disk-error.ts';
import type { CheckResult } from '../driver.ts';

const MIB = 1024 ** 2;
/** Less than this, and not even a boot's own files have room. */
const LEAST_FREE_BYTES = 256 * MIB;
/** Less than this, and the first image pulled fills the disk. */
const LOW_FREE_BYTES = 4096 * MIB;

/** Runs one check: `work` throws where it does not hold. */
export async function runCheck(
  check: Pick<CheckResult, 'id' | 'title' | 'fatal'>,
  work: () => Promise<void>,
): Promise<CheckResult> {
  try {
    await work();
    return { ...check, ok: true };
  } catch (error) {
    return { ...check, ok: false, error: toAppError(error).toData() };
  }
}

/** @throws AppError home_not_writable */
export async function checkWritable(home: string): Promise<void> {
  try {
    await access(home, constants.W_OK | constants.X_OK);
  } catch (error) {
    // A folder that does not exist is made by whoever writes first.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw toDiskError(error, home);
  }
}

/** The free space as two checks: too little to start, and little. */
export async function checkSpace(home: string): Promise<CheckResult[]> {
  const free = await freeBytes(home);
  const check = (id: string, title: string, fatal: boolean, least: number) =>
    runCheck({ id, title, fatal }, async () => {
      if (free < least) throw diskFull(home, free);
    });
  return Promise.all([
    check('space', 'The disk has room for a start', true, LEAST_FREE_BYTES),
    check('space-low', 'The disk has room for images', false, LOW_FREE_BYTES),
  ]);
}

/** The free bytes of the file system that holds `path`; infinite where it cannot be told. */
export async function freeBytes(path: string): Promise<number> {
  try {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  } catch {
    return Number.POSITIVE_INFINITY;
  }
}

export function diskFull(home: string, free: number): AppError {
  return new AppError(
    'home_disk_full',
    `Keep the machine in '${home}': only ${Math.floor(free / MIB)} MiB are free on that disk.`,
    'Free some space there, or set PIER_HOME to a folder on another disk.',
  );
}
