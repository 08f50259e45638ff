import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

/**
 * Starts a program in a session of its own, with what it says in a log: whatever ends the backend does not end the
 * machine.
 */
export function spawnApart(
  program: string,
  args: readonly string[],
  { logPath, env = process.env }: { logPath: string; env?: NodeJS.ProcessEnv },
): ChildProcess {
  const log = openSync(logPath, 'a', 0o600);
  try {
    const child = spawn(program, args, { detached: true, stdio: ['ignore', log, log], cwd: '/', env });
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}
