import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

/** A command that ended with a code other than 0. */
export class CommandFailed extends Error {
  readonly lastLines: string[];
  constructor(message: string, lastLines: string[]) {
    super(message);
    this.lastLines = lastLines;
  }
}

const KEPT_LINES = 30;
const GRACE_MS = 10_000;

/**
 * Runs the command beside a watcher that waits for a word from this process. Where that ends without one it is gone,
 * by force: then the watcher ends the command and all that it started.
 */
const WATCHED = `
(
  trap '' TERM INT HUP
  read -r over <&3 && exit
  kill -TERM 0
  sleep ${GRACE_MS / 1000}
  kill -KILL 0
) > /dev/null 2>&1 &
exec "$@" 3<&-
`;

/**
 * Runs a command to its end. An abort, or the end of this process, ends it and every process it started: first
 * asked, so that it can undo its mounts, after 10 s by force.
 *
 * @throws CommandFailed; where aborted, the signal's reason.
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  o: { env?: NodeJS.ProcessEnv; signal: AbortSignal; onLine?: (line: string) => void },
): Promise<void> {
  o.signal.throwIfAborted();
  // Its own process group, so that all of it can be ended.
  const child = spawn('/bin/sh', ['-c', WATCHED, 'sh', command, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    detached: true,
    env: { ...process.env, ...o.env },
  });
  const watcher = child.stdio[3] as Writable;
  // One that was ended with the command takes no word any more.
  watcher.on('error', () => {});
  const lastLines: string[] = [];
  const keep = (line: string) => {
    lastLines.push(line);
    if (lastLines.length > KEPT_LINES) lastLines.shift();
    o.onLine?.(line);
  };
  createInterface({ input: child.stdout as Readable }).on('line', keep);
  createInterface({ input: child.stderr as Readable }).on('line', keep);
  const killGroup = (signal: NodeJS.Signals) => {
    try {
      if (child.pid !== undefined) process.kill(-child.pid, signal);
    } catch {
      // The group has ended meanwhile.
    }
  };
  let force: NodeJS.Timeout | undefined;
  const onAbort = () => {
    killGroup('SIGTERM');
    force = setTimeout(() => killGroup('SIGKILL'), GRACE_MS);
  };
  o.signal.addEventListener('abort', onAbort, { once: true });
  try {
    const { code, signal } = await new Promise<{ code: number | null; signal: string | null }>(
      (resolve, reject) => {
        child.once('error', (error) =>
          reject(new CommandFailed(`Cannot run '${command}': ${error.message}`, [])),
        );
        child.once('close', (code, signal) => resolve({ code, signal }));
        // Now, as 'close' waits for it.
        child.once('exit', () => watcher.end('over\n'));
      },
    );
    o.signal.throwIfAborted();
    if (code !== 0) throw new CommandFailed(`'${command}' ended with ${signal ?? `code ${code}`}`, lastLines);
  } finally {
    clearTimeout(force);
    o.signal.removeEventListener('abort', onAbort);
  }
}
