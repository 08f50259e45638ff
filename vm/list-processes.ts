import { readdir, readFile } from 'node:fs/promises';
import { psList } from './ps.ts';

export interface ListedProcess {
  pid: number;
  args: string[];
}

/** All processes that this user may see, with their arguments. Where there is no /proc, by ps. */
export async function listProcesses(proc = '/proc'): Promise<ListedProcess[]> {
  const names = await readdir(proc).catch(() => undefined);
  if (!names) return psList();
  const pids = names.map(Number).filter(Number.isInteger);
  return Promise.all(pids.map(async (pid) => ({ pid, args: await argumentsOf(pid, proc) })));
}

async function argumentsOf(pid: number, proc: string): Promise<string[]> {
  const text = await readFile(`${proc}/${pid}/cmdline`, 'utf8').catch(() => '');
  return text.split('\0');
}
