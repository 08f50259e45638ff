import { copyFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';

const LIMIT_BYTES = 8 * 1024 ** 2;

/** Sets the log of the last start aside as `<path>.1` and begins an empty one (0600). */
export async function beginLog(path: string): Promise<void> {
  await rename(path, `${path}.1`).catch(ignoreMissing);
  await writeFile(path, '', { mode: 0o600 });
}

/**
 * Keeps a log that a hypervisor writes within its bound: what was written is copied to `<path>.1`, then the
 * file is emptied under its hands. Lines written in between are lost.
 */
export async function boundLog(path: string, limitBytes = LIMIT_BYTES): Promise<void> {
  // Not every hypervisor appends: one that writes on where it was leaves a hole that takes nothing.
  const size = await stat(path).then(
    (found) => Math.min(found.size, found.blocks * 512),
    () => 0,
  );
  if (size <= limitBytes) return;
  await rm(`${path}.1`, { force: true });
  await copyFile(path, `${path}.1`);
  await truncate(path, 0);
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
