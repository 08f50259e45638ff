import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineClient } from '../../engine/engine-client.ts';
import { createExec, execPath, exitCodeOf, inspectExec } from '../../engine/exec/engine-exec.ts';
import { SESSION_VARIABLE, signalSession } from '../../engine/exec/signal-session.ts';
import { LogDemuxer } from '../../engine/log-demuxer.ts';
import type { ExecOutput } from './exec-output.ts';

/** Time for a command to end after it was asked to, in milliseconds. */
const GRACE_MS = 5000;
/** How often, and at what intervals in milliseconds, a command is looked at that has not begun. */
const BEGIN_TRIES = 20;
const BEGIN_EVERY_MS = 100;

/**
 * Runs a command in a container and hands over its output. Resolves when it has ended, with its exit code: 126 or 127
 * where the engine could not begin it, whose words are its output then. An abort ends it with all that it started, as
 * far as the image has a shell to do that with. @throws as EngineClient.json()
 */
export async function runInContainer(
  client: EngineClient,
  containerId: string,
  words: readonly string[],
  options: {
    cwd?: string | undefined;
    env?: Record<string, string> | undefined;
    signal: AbortSignal;
    output: ExecOutput;
  },
): Promise<number | null> {
  const { output, signal } = options;
  const session = randomBytes(12).toString('hex');
  const variables = Object.entries(options.env ?? {}).map(([name, value]) => `${name}=${value}`);
  const execId = await createExec(client, containerId, {
    Cmd: [...words],
    Env: [...variables, `${SESSION_VARIABLE}=${session}`],
    ...(options.cwd !== undefined && { WorkingDir: options.cwd }),
  });
  signal.throwIfAborted();
  try {
    await readOutput(client, execId, output, signal);
  } catch (error) {
    // Also where the engine has not said yet that it began: it may have.
    if (signal.aborted) void endSession(client, execId, { id: session, containerId, user: '' });
    throw error;
  }
  const code = (await exitCodeOf(client, execId)) ?? null;
  output.end(code, code === null ? 'SIGKILL' : null);
  return code;
}

/** Starts the command, and reads to its end. */
async function readOutput(
  client: EngineClient,
  execId: string,
  output: ExecOutput,
  signal: AbortSignal,
): Promise<void> {
  const response = await client.open({
    method: 'POST',
    path: execPath(execId, '/start'),
    body: { Detach: false, Tty: false },
    signal,
  });
  const demuxer = new LogDemuxer();
  response.on('data', (chunk: Buffer) => {
    try {
      for (const { stream, bytes } of demuxer.push(chunk)) output.push(stream, bytes);
    } catch {
      // A refusal to start comes as bare text where frames are expected.
      output.push('stderr', chunk);
    }
    if (output.isFull) response.pause();
  });
  output.onRoom = () => response.resume();
  try {
    await once(response, 'end', { signal });
  } finally {
    response.destroy();
  }
}

/** A closed connection ends nothing, and the engine's API cannot. */
async function endSession(
  client: EngineClient,
  execId: string,
  session: Parameters<typeof signalSession>[1],
): Promise<void> {
  try {
    await begun(client, execId);
    if (!(await signalSession(client, session, 'TERM'))) return;
    await sleep(GRACE_MS, undefined, { ref: false });
    await signalSession(client, session, 'KILL');
  } catch {
    // The container has ended meanwhile, or the engine has.
  }
}

/** Waits a moment for a command that the engine is about to begin: what is not there yet hears no signal. */
async function begun(client: EngineClient, execId: string): Promise<void> {
  for (let i = 0; i < BEGIN_TRIES; i += 1) {
    const { Running: running, ExitCode: exitCode } = await inspectExec(client, execId);
    if (running || exitCode !== null) return;
    await sleep(BEGIN_EVERY_MS, undefined, { ref: false });
  }
}
