import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isAlive } from '../is-alive.ts';

const WORK_DIR = 'pier-image-';

/**
 * Makes a folder for a build of this process to work in. Removes those of processes that are gone: a build that was
 * killed leaves its own.
 */
export async function makeWorkDir(parent: string): Promise<string> {
  for (const name of await readdir(parent)) {
    const pid = name.startsWith(WORK_DIR) ? Number(/^\d+(?=-)/.exec(name.slice(WORK_DIR.length))?.[0]) : NaN;
    // One that cannot be removed is somebody else's, and no reason not to build.
    if (pid > 0 && !isAlive(pid)) await removeWorkDir(join(parent, name)).catch(() => {});
  }
  return mkdtemp(join(parent, `${WORK_DIR}${process.pid}-`));
}

/**
 * Whether something is mounted at or below a folder.
 *
 * @param mountinfo text of /proc/self/mountinfo; the fifth field is the mount point.
 * @see https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html
 */
export function hasMountBelow(mountinfo: string, folder: string): boolean {
  return mountinfo.split('\n').some((line) => {
    // Blanks and backslashes in a path are written in octal.
    const point = (line.split(' ')[4] ?? '').replace(/\\([0-7]{3})/g, (_all, octal: string) =>
      String.fromCharCode(Number.parseInt(octal, 8)),
    );
    return point === folder || point.startsWith(`${folder}/`);
  });
}

/**
 * Removes the folder that a build worked in. Where something is still mounted in there the folder stays: a build tree
 * can hold this machine's own /dev/shm, /proc and /sys, and removing it would empty those.
 *
 * @returns whether it is gone.
 */
export async function removeWorkDir(folder: string): Promise<boolean> {
  if (hasMountBelow(await readFile('/proc/self/mountinfo', 'utf8'), folder)) return false;
  await rm(folder, { recursive: true, force: true });
  return true;
}
