import { existsSync } from 'node:fs';
import { readFile, realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { isAlive } from '../../is-alive.ts';
import { psEntry, psUsage } from '../../ps.ts';
import { sleep } from '../../sleep.ts';

/** Linux has one, macOS has not. */
const HAS_PROC = existsSync('/proc/self/stat');

/** Linux counts CPU time for user space in hundredths of a second, on every architecture. */
const TICKS_PER_SECOND = 100;
const GONE_POLL_MS = 20;

/**
 * Whether the process runs and has `marker` among its arguments: a pid alone may belong to another one by now.
 * A marker that is a path may be written in another way there, over a symbolic link. A zombie does not run.
 */
export async function isRunning(pid: number, marker: string): Promise<boolean> {
  if (!HAS_PROC) return isInProcessList(pid, marker);
  try {
    const [commandLine, stat] = await Promise.all([
      readFile(`/proc/${pid}/cmdline`, 'utf8'),
      readFile(`/proc/${pid}/stat`, 'utf8'),
    ]);
    return fieldsOfStat(stat)[0] !== 'Z' && (await isAmong(commandLine.split('\0'), marker));
  } catch {
    return false;
  }
}

/**
 * Whether a process that was known a moment ago is still there. Where only ps tells what a process is, its pid alone is
 * asked: a program twice a second would be dear.
 */
export async function stillRuns(pid: number, marker: string): Promise<boolean> {
  return HAS_PROC ? isRunning(pid, marker) : isAlive(pid);
}

/** The same as isRunning() by ps, which does not tell arguments apart. */
export async function isInProcessList(pid: number, marker: string): Promise<boolean> {
  const entry = await psEntry(pid).catch(() => undefined);
  if (!entry || entry.state.startsWith('Z')) return false;
  const names = isAbsolute(marker) ? [marker, await placeOf(marker)] : [marker];
  return names.some((name) => `${entry.command} `.includes(` ${name} `));
}

async function isAmong(args: readonly string[], marker: string): Promise<boolean> {
  if (args.includes(marker)) return true;
  if (!isAbsolute(marker)) return false;
  const place = await placeOf(marker);
  const alike = args.filter((arg) => isAbsolute(arg) && basename(arg) === basename(marker));
  return (await Promise.all(alike.map(placeOf))).includes(place);
}

/** The path by its real folder. The file itself may be gone. */
async function placeOf(path: string): Promise<string> {
  const folder = dirname(path);
  return join(await realpath(folder).catch(() => folder), basename(path));
}

/** The pid in a pid file; undefined where there is none. */
export async function readPidFile(path: string): Promise<number | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const pid = Number(text.trim());
  return Number.isInteger(pid) && pid > 1 ? pid : undefined;
}

/**
 * Kills the process where it is the one with that marker, and waits until it is gone.
 * @throws Error where it is still there after `timeoutMs` (it hangs in the kernel)
 */
export async function killProcess(pid: number, marker: string, timeoutMs = 10_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (await isRunning(pid, marker)) {
    if (Date.now() > deadline) throw new Error(`The process ${pid} cannot be ended.`);
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
    await sleep(GONE_POLL_MS);
  }
}

export interface ProcessUsage {
  cpuSeconds: number;
  memoryBytes: number;
  memoryPeakBytes: number;
}

/** What a process has used of the host. @throws Error where it is gone */
export async function processUsage(pid: number): Promise<ProcessUsage> {
  if (!HAS_PROC) return listedUsage([pid]);
  const [stat, status] = await Promise.all([
    readFile(`/proc/${pid}/stat`, 'utf8'),
    readFile(`/proc/${pid}/status`, 'utf8'),
  ]);
  // proc(5): utime and stime are the 14th and 15th field, the state is the third.
  const fields = fieldsOfStat(stat);
  const ticks = Number(fields[11]) + Number(fields[12]);
  const bytes = (name: string) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1] ?? 0) * 1024;
  return {
    cpuSeconds: ticks / TICKS_PER_SECOND,
    memoryBytes: bytes('VmRSS'),
    memoryPeakBytes: bytes('VmHWM'),
  };
}

/** What several processes have used together. */
export async function usageOf(pids: readonly number[]): Promise<ProcessUsage> {
  if (!HAS_PROC) return listedUsage(pids);
  const each = await Promise.all(pids.map(processUsage));
  const sum = (key: keyof ProcessUsage) => each.reduce((total, usage) => total + usage[key], 0);
  return {
    cpuSeconds: sum('cpuSeconds'),
    memoryBytes: sum('memoryBytes'),
    memoryPeakBytes: sum('memoryPeakBytes'),
  };
}

/** The same by ps, which remembers no peak: that is the present. */
export async function listedUsage(pids: readonly number[]): Promise<ProcessUsage> {
  const usage = await psUsage(pids);
  return { ...usage, memoryPeakBytes: usage.memoryBytes };
}

/** The fields from the state on: the name before them may hold spaces and parentheses. */
function fieldsOfStat(stat: string): string[] {
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}
