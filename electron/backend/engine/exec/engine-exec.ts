import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { containerPath } from '../container-actions.ts';
import type { EngineClient } from '../engine-client.ts';
import { LogDemuxer } from '../log-demuxer.ts';

const ANSWER_TIMEOUT_MS = 30_000;
/** No answer that is asked for here comes near this. */
const OUTPUT_LIMIT = 1024 * 1024;
/** The engine closes the stream of a command a moment before it knows how that ended. */
const EXIT_CODE_TRIES = 20;
const EXIT_CODE_EVERY_MS = 100;

/** The parts of GET /exec/{id}/json that are used. */
export interface ApiExec {
  Running: boolean;
  /** null while it runs. */
  ExitCode: number | null;
  /** 0 until it has started. */
  Pid: number;
}

export interface ExecConfig {
  Cmd: string[];
  User?: string;
  WorkingDir?: string;
  Env?: string[];
  Tty?: boolean;
  AttachStdin?: boolean;
}

/** Answers the exec's id. @throws as EngineClient.json(). */
export async function createExec(
  client: EngineClient,
  containerId: string,
  config: ExecConfig,
): Promise<string> {
  const { Id: id } = await client.json<{ Id: string }>({
    method: 'POST',
    path: containerPath(containerId, '/exec'),
    body: { AttachStdout: true, AttachStderr: true, ...config },
    timeoutMs: ANSWER_TIMEOUT_MS,
  });
  return id;
}

export function inspectExec(client: EngineClient, id: string): Promise<ApiExec> {
  return client.json<ApiExec>({ path: execPath(id, '/json'), timeoutMs: ANSWER_TIMEOUT_MS });
}

/** The exit code of a command that has just ended; undefined where it goes on. */
export async function exitCodeOf(client: EngineClient, id: string): Promise<number | undefined> {
  for (let i = 0; i < EXIT_CODE_TRIES; i++) {
    const { Running: running, ExitCode: exitCode } = await inspectExec(client, id);
    if (!running && exitCode !== null) return exitCode;
    await sleep(EXIT_CODE_EVERY_MS);
  }
  return undefined;
}

export function execPath(id: string, rest: string): string {
  return `/exec/${encodeURIComponent(id)}${rest}`;
}

/**
 * Runs a command in a container to its end. A command that could not be started has the exit code 126 or 127, and the
 * engine's words for its output.
 * @throws as EngineClient.json(); Error where it takes longer than the time given or writes too much.
 */
export async function runExec(
  client: EngineClient,
  containerId: string,
  config: ExecConfig,
  options: { timeoutMs: number },
): Promise<{ exitCode: number | undefined; stdout: string; stderr: string }> {
  const signal = AbortSignal.timeout(options.timeoutMs);
  const id = await createExec(client, containerId, config);
  const response = await client.open({
    method: 'POST',
    path: execPath(id, '/start'),
    body: { Detach: false, Tty: false },
    signal,
  });
  const demuxer = new LogDemuxer();
  const chunks = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  let length = 0;
  // A refusal to start comes as bare text where frames are expected.
  let bareText = '';
  response.on('data', (chunk: Buffer) => {
    length += chunk.length;
    if (length > OUTPUT_LIMIT) response.destroy(new Error('The command wrote too much.'));
    try {
      for (const { stream, bytes } of demuxer.push(chunk)) chunks[stream].push(bytes);
    } catch {
      bareText += chunk.toString();
    }
  });
  await once(response, 'end', { signal });
  return {
    exitCode: await exitCodeOf(client, id),
    stdout: Buffer.concat(chunks.stdout).toString(),
    stderr: Buffer.concat(chunks.stderr).toString() + bareText,
  };
}
