import { stat, statfs } from 'node:fs/promises';
import { AppError } from '../../../shared/errors.ts';
import { printBytes } from '../../../shared/model/settings.ts';

/** What stays free for everything else on that disk, in bytes. */
const RESERVE_BYTES = 64 * 1024 ** 2;

/** What a file takes of its disk, in bytes: holes take nothing. 0 where there is none. */
export async function allocatedBytes(path: string): Promise<number> {
  try {
    // Always counted in units of 512: see stat(2).
    return (await stat(path)).blocks * 512;
  } catch {
    return 0;
  }
}

/** @throws AppError `home_disk_full`, with what is needed and what there is, before anything is written */
export async function requireRoom(folder: string, bytes: number, verb: string): Promise<void> {
  const free = await statfs(folder).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => Number.POSITIVE_INFINITY,
  );
  if (bytes + RESERVE_BYTES <= free) return;
  throw new AppError(
    'home_disk_full',
    `Cannot ${verb} in '${folder}': it needs ${printBytes(bytes)}, and ${printBytes(free)} are free on that disk.`,
    'Free some space there, or choose a folder on another disk. Nothing was changed.',
  );
}
