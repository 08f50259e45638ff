import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What ps(1) tells, where the system has no /proc: https://keith.github.io/xcode-man-pages/ps.1.html */

const PS_TIMEOUT_MS = 5000;

export interface PsEntry {
  /** "S", "Z" for one that has ended. */
  state: string;
  /** All arguments in one line, as they cannot be told apart. */
  command: string;
}

export interface PsUsage {
  cpuSeconds: number;
  memoryBytes: number;
}

/** undefined where there is no such process. */
export async function psEntry(pid: number): Promise<PsEntry | undefined> {
  return parsePsEntry(await ps(['-ww', '-o', 'state=,command=', '-p', String(pid)]));
}

/** All processes. An argument with a blank in it is told as several. */
export async function psList(): Promise<{ pid: number; args: string[] }[]> {
  const lines = (await ps(['-axww', '-o', 'pid=,command='])).split('\n');
  return lines.flatMap((line) => {
    const [pid, ...args] = line.trim().split(/\s+/);
    return pid ? [{ pid: Number(pid), args }] : [];
  });
}

/** @throws Error where none of them is there */
export async function psUsage(pids: readonly number[]): Promise<PsUsage> {
  const usage = parsePsUsage(await ps(['-o', 'time=,rss=', '-p', pids.join(',')]));
  if (!usage) throw new Error(`ps tells nothing of the processes ${pids.join(', ')}.`);
  return usage;
}

export function parsePsEntry(output: string): PsEntry | undefined {
  const [, state, command] = /^\s*(\S+)\s+(.*)$/m.exec(output) ?? [];
  return state && command ? { state, command: command.trimEnd() } : undefined;
}

/** The sum of lines like `   0:05.32  123456`: processor time and KiB. */
export function parsePsUsage(output: string): PsUsage | undefined {
  const lines = output.split('\n').flatMap((line) => {
    const [, time, kib] = /^\s*([\d:.-]+)\s+(\d+)\s*$/.exec(line) ?? [];
    return time && kib ? [{ seconds: secondsOf(time), bytes: Number(kib) * 1024 }] : [];
  });
  if (lines.length === 0) return undefined;
  return {
    cpuSeconds: lines.reduce((sum, { seconds }) => sum + seconds, 0),
    memoryBytes: lines.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

/** "0:05.32" and "125:07.10" as macOS writes it, "1-02:03:04" as Linux does. */
function secondsOf(time: string): number {
  const [clock = '', days = '0'] = time.split('-').reverse();
  const parts = clock.split(':').map(Number);
  return parts.reduce((sum, part) => sum * 60 + part, 0) + Number(days) * 86_400;
}

/** Nothing where ps finds none of them: it ends with 1 then. */
async function ps(args: string[]): Promise<string> {
  const options = { timeout: PS_TIMEOUT_MS, env: { ...process.env, LC_ALL: 'C' } };
  try {
    return (await promisify(execFile)('ps', args, options)).stdout;
  } catch (error) {
    if ((error as { code?: unknown }).code === 1) return '';
    throw error;
  }
}
