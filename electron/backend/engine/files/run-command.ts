import { type Duplex, PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { containerPath } from '../container-actions.ts';
import type { EngineClient } from '../engine-client.ts';
import { exitCodeOf } from '../exec/engine-exec.ts';
import { LogDemuxer } from '../log-demuxer.ts';

/** What a command says when it fails is a line or two. */
const STDERR_LIMIT = 4096;

export interface Command {
  argv: string[];
  /** Sent as it is, then closed. */
  stdin?: Readable;
  signal?: AbortSignal | undefined;
}

export interface CommandEnd {
  code: number;
  stderr: string;
}

export interface RunningCommand {
  stdout: Readable;
  /** Resolves when the command has ended and its output was read. */
  ended: Promise<CommandEnd>;
}

/**
 * Runs a command in a running container as root, without a terminal. Where `stdout` is destroyed early the command
 * is left to itself: it must end by itself. @throws EngineHttpError, Error as the client's.
 */
export async function runCommand(
  client: EngineClient,
  id: string,
  command: Command,
): Promise<RunningCommand> {
  const { signal } = command;
  const { Id: execId } = await client.json<{ Id: string }>({
    method: 'POST',
    path: containerPath(id, '/exec'),
    body: {
      Cmd: command.argv,
      User: '0',
      Env: ['LC_ALL=C'],
      AttachStdin: command.stdin !== undefined,
      AttachStdout: true,
      AttachStderr: true,
    },
    signal,
  });
  const connection = await client.hijack({
    method: 'POST',
    path: `/exec/${execId}/start`,
    body: { Detach: false, Tty: false },
    headers: { 'content-type': 'application/json' },
    signal,
  });
  const stdout = new PassThrough();
  const stderr = { text: '' };
  const onAbort = () => connection.destroy(new DOMException('The command was given up.', 'AbortError'));
  signal?.addEventListener('abort', onAbort, { once: true });
  stdout.once('close', () => connection.destroy());
  const feeding = feed(connection, command.stdin);
  const ended = (async () => {
    try {
      await demultiplex(connection, stdout, stderr);
      await feeding;
      return { code: (await exitCodeOf(client, execId)) ?? -1, stderr: stderr.text.trim() };
    } catch (error) {
      stdout.destroy(error as Error);
      throw error;
    } finally {
      signal?.removeEventListener('abort', onAbort);
      connection.destroy();
    }
  })();
  // Whoever reads only the output sees it fail there.
  ended.catch(() => {});
  stdout.on('error', () => {});
  return { stdout, ended };
}

/** A command that ends before it has read everything says why by its exit code. */
async function feed(connection: Duplex, stdin: Readable | undefined): Promise<void> {
  if (!stdin) return;
  await new Promise<void>((resolve) => {
    const done = () => resolve();
    stdin.once('error', (error) => {
      // Closed without an end, so that nobody takes a part for the whole.
      connection.destroy(error);
      done();
    });
    stdin.once('end', done);
    connection.once('close', () => {
      stdin.destroy();
      done();
    });
    stdin.pipe(connection);
  });
}

async function demultiplex(connection: Duplex, stdout: PassThrough, stderr: { text: string }): Promise<void> {
  const demuxer = new LogDemuxer();
  await pipeline(
    connection as Readable,
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        for (const { stream, bytes } of demuxer.push(chunk)) {
          if (stream === 'stdout') yield bytes;
          else if (stderr.text.length < STDERR_LIMIT) stderr.text += bytes.toString();
        }
      }
    },
    stdout,
  );
}
