import type { EngineClient } from '../engine-client.ts';
import { runExec } from './engine-exec.ts';

const TIMEOUT_MS = 10_000;

/** The variable by which the processes of a session are found again: the API has no way to end one. */
export const SESSION_VARIABLE = 'PIER_SESSION';

/**
 * Sends a signal to all processes of a session, by a second command in the container and as the session's user: no
 * other may read its environment. False where the image has no shell to do that with.
 */
export async function signalSession(
  client: EngineClient,
  session: { id: string; containerId: string; user: string },
  signal: 'HUP' | 'TERM' | 'KILL',
): Promise<boolean> {
  const mark = `${SESSION_VARIABLE}=${session.id}`;
  const script = [
    'for process in /proc/[0-9]*; do',
    `  case "$(cat "$process/environ" 2>/dev/null)" in *${mark}*) kill -${signal} "\${process#/proc/}" ;; esac`,
    'done',
    'exit 0',
  ].join('\n');
  const config = { Cmd: ['sh', '-c', script], User: session.user };
  const { exitCode } = await runExec(client, session.containerId, config, { timeoutMs: TIMEOUT_MS });
  return exitCode === 0;
}
