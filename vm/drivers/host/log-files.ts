import { copyFile, rename, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { sleep } from '../../sleep.ts';

const LIMIT_BYTES = 8 * 1024 ** 2;
const BOUND_EVERY_MS = 60_000;

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

/** Bounds the logs of a machine now and then, until it is over or `signal` is aborted. Never rejects. */
export async function keepBounded(
  paths: readonly string[],
  {
    signal,
    isOver,
    alsoDo = async () => {},
  }: { signal: AbortSignal; isOver: () => boolean; alsoDo?: () => Promise<unknown> },
): Promise<void> {
  while (!signal.aborted && !isOver()) {
    await sleep(BOUND_EVERY_MS, signal).catch(() => {});
    await alsoDo().catch(() => {});
    for (const path of paths) await boundLog(path).catch(() => {});
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
