import { readdir, readFile, readlink } from 'node:fs/promises';

export interface Holder {
  pid: number;
  name: string;
}

/**
 * A process that has one of these open, on Linux and where this user may see it: those of other users it may not.
 * undefined elsewhere. Takes a tenth of a second, so it is asked where something failed, not before.
 * @param links what `/proc/<pid>/fd` links to: paths, `socket:[inode]`
 */
export async function findHolder(links: ReadonlySet<string>, proc = '/proc'): Promise<Holder | undefined> {
  const names = await readdir(proc).catch(() => [] as string[]);
  for (const pid of names.filter((name) => /^\d+$/.test(name))) {
    if (!(await holdsOne(`${proc}/${pid}/fd`, links))) continue;
    const name = await readFile(`${proc}/${pid}/comm`, 'utf8').catch(() => '');
    return { pid: Number(pid), name: name.trim() || 'unknown' };
  }
  return undefined;
}

async function holdsOne(folder: string, links: ReadonlySet<string>): Promise<boolean> {
  const fds = await readdir(folder).catch(() => [] as string[]);
  for (const fd of fds) {
    if (links.has(await readlink(`${folder}/${fd}`).catch(() => ''))) return true;
  }
  return false;
}
