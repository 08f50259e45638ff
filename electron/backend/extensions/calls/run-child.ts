import type { ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { AppError } from '../../../../shared/errors.ts';
import { endProgram, startProgram } from '../../programs/run-program.ts';
import type { ExecOutput } from './exec-output.ts';

/** Time for a program to end after it was asked to, in milliseconds. */
const GRACE_MS = 5000;
/** Time for the rest of the output of a program that has ended, in milliseconds. */
const REST_MS = 500;

/**
 * Runs a program of this computer and hands over its output. An abort ends it and all that it started: SIGTERM, then
 * SIGKILL. Resolves when it has ended, with its exit code. @throws AppError `file_not_found`, `path_unreadable`
 */
export async function runChild(
  program: string,
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv; signal: AbortSignal; output: ExecOutput },
): Promise<number | null> {
  const { output, signal } = options;
  const child = start(program, args, options);
  const streams = [child.stdout, child.stderr] as Readable[];
  let isHeldBack = false;
  const read = (name: 'stdout' | 'stderr', stream: Readable) =>
    stream.on('data', (chunk: Buffer) => {
      output.push(name, chunk);
      // One that writes faster than is read waits, as at a pipe.
      if (!output.isFull) return;
      isHeldBack = true;
      for (const each of streams) each.pause();
    });
  read('stdout', child.stdout as Readable);
  read('stderr', child.stderr as Readable);
  output.onRoom = () => {
    for (const each of streams) each.resume();
  };
  /** What it left running may keep its output open for ever: closes it when all of its own must have come. */
  let closing: NodeJS.Timeout | undefined;
  const closeSoon = () => {
    closing = setTimeout(() => {
      const mayHaveMore = isHeldBack && !signal.aborted;
      isHeldBack = output.isFull;
      if (mayHaveMore) closeSoon();
      else for (const each of streams) each.destroy();
    }, REST_MS);
  };
  let killed: NodeJS.Timeout | undefined;
  const onAbort = () => {
    // What it started has the time to end that it has itself.
    clearTimeout(closing);
    // Nobody reads any more: what is held back would keep it from ending.
    for (const each of streams) each.removeAllListeners('data').resume();
    endProgram(child, 'SIGTERM');
    killed = setTimeout(() => {
      endProgram(child, 'SIGKILL');
      closeSoon();
    }, GRACE_MS);
  };
  child.once('exit', () => {
    if (!signal.aborted) closeSoon();
  });
  if (signal.aborted) onAbort();
  else signal.addEventListener('abort', onAbort, { once: true });
  try {
    return await new Promise<number | null>((resolve, reject) => {
      child.once('error', (error) => reject(cannotRun(program, options.cwd, error)));
      child.once('close', (code, by) => {
        output.end(code, by);
        resolve(code);
      });
    });
  } finally {
    signal.removeEventListener('abort', onAbort);
    clearTimeout(closing);
    clearTimeout(killed);
  }
}

function start(
  program: string,
  args: readonly string[],
  options: { cwd: string; env: NodeJS.ProcessEnv; signal: AbortSignal },
): ChildProcess {
  try {
    return startProgram(program, args, options);
  } catch (error) {
    throw cannotRun(program, options.cwd, error as Error);
  }
}

function cannotRun(program: string, cwd: string, error: Error): Error {
  const { code } = error as NodeJS.ErrnoException;
  // Node names the program where it is the folder that is missing.
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return new AppError('file_not_found', `Run '${program}' in '${cwd}': it is not there.`, 'Install it.', {
      cause: error,
    });
  }
  if (error.name === 'AbortError') return error;
  const hint = 'Is it made for this computer?';
  return new AppError('path_unreadable', `Run '${program}': ${error.message}.`, hint, { cause: error });
}
