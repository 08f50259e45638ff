import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

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
 * Runs a command to its end. An abort ends it and every process it started: first asked, so that it can undo its
 * mounts, after 10 s by force.
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
  const child = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    env: { ...process.env, ...o.env },
  });
  const lastLines: string[] = [];
  const keep = (line: string) => {
    lastLines.push(line);
    if (lastLines.length > KEPT_LINES) lastLines.shift();
    o.onLine?.(line);
  };
  createInterface({ input: child.stdout }).on('line', keep);
  createInterface({ input: child.stderr }).on('line', keep);
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
      },
    );
    o.signal.throwIfAborted();
    if (code !== 0) throw new CommandFailed(`'${command}' ended with ${signal ?? `code ${code}`}`, lastLines);
  } finally {
    clearTimeout(force);
    o.signal.removeEventListener('abort', onAbort);
  }
}
