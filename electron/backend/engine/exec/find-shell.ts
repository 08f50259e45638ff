import { AppError } from '../../../../shared/errors.ts';
import type { EngineClient } from '../engine-client.ts';
import { EngineHttpError } from '../engine-errors.ts';
import { runExec } from './engine-exec.ts';

/** A container on a busy machine takes this long to start a process. */
const TIMEOUT_MS = 30_000;
/** Where a shell is that can tell whether there is a better one; the last is that of "debug" images without a system. */
const FIRST_SHELLS = ['sh', 'bash', '/busybox/sh'];
/** `command -v` would name what busybox has inside and cannot be started from outside. */
const BETTER_SHELL = [
  'IFS=:',
  'for name in bash ash sh; do',
  '  for dir in $PATH; do [ -f "$dir/$name" ] && [ -x "$dir/$name" ] && echo "$dir/$name" && exit 0; done',
  'done',
  'exit 1',
].join('\n');

/**
 * The most capable shell that the container has, found by trying: bash, ash, sh.
 * @throws AppError `exec_no_shell`; EngineHttpError for other refusals: of the user, of a stopped container.
 */
export async function findShell(
  client: EngineClient,
  container: { id: string; name: string },
  user: string,
): Promise<string> {
  for (const shell of FIRST_SHELLS) {
    const { exitCode, stdout, stderr } = await runExec(
      client,
      container.id,
      { Cmd: [shell, '-c', BETTER_SHELL], User: user },
      { timeoutMs: TIMEOUT_MS },
    );
    if (exitCode === 0) return stdout.trim().split('\n')[0] || shell;
    const text = stdout + stderr;
    if (exitCode === 126 && !isMissing(text)) throw new EngineHttpError(400, text);
    // A shell that has no `command`, or did not like the question, is a shell still.
    if (exitCode !== 126 && exitCode !== 127) return shell;
  }
  throw new AppError(
    'exec_no_shell',
    `Cannot open a shell in '${container.name}': its image has none.`,
    'Give a command that is in the image, by its full path, or look into its files.',
  );
}

/** Whether a process could not be started because there is no such program. */
function isMissing(text: string): boolean {
  return (
    /executable file not found|no such file or directory|stat .*: not a directory/i.test(text) &&
    !/chdir/.test(text)
  );
}
