import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import type { TaskOutputLine } from '../../../shared/contract/tasks.ts';

/** How it is asked to end, one after the other, each after the time since the abort in milliseconds. */
const ENDINGS: readonly (readonly [signal: NodeJS.Signals, afterMs: number])[] = [
  ['SIGINT', 0],
  ['SIGTERM', 20_000],
  ['SIGKILL', 25_000],
];

/** A line without an end would fill the memory: it is cut here, in characters. */
const LINE_LIMIT = 64 * 1024;
/** More than any rendered file has, in bytes. */
const TEXT_LIMIT = 3 * 1024 * 1024;

export interface RunOptions {
  cwd: string;
  env: NodeJS.ProcessEnv;
  /** Written to its standard input; without it that is closed. */
  input?: string | undefined;
  signal: AbortSignal;
}

/**
 * Runs a program to its end and hands over its lines. An abort interrupts it and all it has started, as Ctrl+C does;
 * one that does not listen is ended by force. Resolves with its exit code, null where a signal ended it.
 * @throws Error where it cannot be run; where aborted, the signal's reason.
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  options: RunOptions & { onLine: (line: TaskOutputLine) => void },
): Promise<number | null> {
  const { signal, onLine } = options;
  const child = startProgram(program, args, options);
  readLines(child.stdout as Readable, (text) => onLine({ stream: 'stdout', text }));
  readLines(child.stderr as Readable, (text) => onLine({ stream: 'stderr', text }));
  return await ended(child, signal);
}

/** As runProgram(), for a program whose standard error is no lines: handed over in parts as they come. */
export async function streamProgram(
  program: string,
  args: readonly string[],
  options: RunOptions & { onError: (text: string) => void },
): Promise<number | null> {
  const child = startProgram(program, args, options);
  child.stdout?.resume();
  child.stderr?.setEncoding('utf8').on('data', options.onError);
  return await ended(child, options.signal);
}

/** Runs a program for what it says. @throws as runProgram(); Error where it says too much. */
export async function captureProgram(
  program: string,
  args: readonly string[],
  options: RunOptions,
): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const child = startProgram(program, args, options);
  const stdout = collect(child.stdout as Readable);
  const stderr = collect(child.stderr as Readable);
  const code = await ended(child, options.signal);
  return { code, stdout: stdout(), stderr: stderr() };
}

/** Starts a program in a process group of its own, so that all it starts can be ended. @throws the signal's reason */
export function startProgram(
  program: string,
  args: readonly string[],
  { cwd, env, input, signal }: RunOptions,
): ChildProcess {
  signal.throwIfAborted();
  const child = spawn(program, args, {
    cwd,
    env,
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  });
  // One that ends before it has read everything says so by its exit code.
  child.stdin?.on('error', () => {});
  child.stdin?.end(input);
  return child;
}

async function ended(child: ChildProcess, signal: AbortSignal): Promise<number | null> {
  const timers: NodeJS.Timeout[] = [];
  const onAbort = () => {
    for (const [name, afterMs] of ENDINGS) timers.push(setTimeout(() => endProgram(child, name), afterMs));
  };
  signal.addEventListener('abort', onAbort, { once: true });
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (exitCode) => resolve(exitCode));
    });
    signal.throwIfAborted();
    return code;
  } finally {
    for (const timer of timers) clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
  }
}

/** Ends a program of startProgram(), and all that it started. */
export function endProgram(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid === undefined) return;
    if (process.platform === 'win32') child.kill(signal);
    else process.kill(-child.pid, signal);
  } catch {
    // It has ended meanwhile.
  }
}

/** Lines as they come, without their ends. A carriage return goes back to the line's start: the last text counts. */
function readLines(stream: Readable, onLine: (text: string) => void): void {
  let rest = '';
  let dropping = false;
  const emit = (text: string) => onLine(text.replace(/\r$/, '').replace(/^.*\r/, ''));
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (!dropping) emit(line);
      dropping = false;
    }
    if (rest.length > LINE_LIMIT) {
      if (!dropping) emit(`${rest.slice(0, LINE_LIMIT)} …`);
      dropping = true;
      rest = '';
    }
  });
  stream.on('end', () => {
    if (rest !== '' && !dropping) emit(rest);
  });
}

function collect(stream: Readable): () => string {
  let text = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    if (text.length < TEXT_LIMIT) text += chunk;
  });
  return () => {
    if (text.length >= TEXT_LIMIT) throw new Error(`It said more than ${TEXT_LIMIT} characters.`);
    return text;
  };
}
