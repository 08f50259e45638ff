import { once } from 'node:events';
import type { PierFiles } from '../../vm/files.ts';
import { followFile } from '../../vm/follow-file.ts';
import { readLastLines } from '../../vm/last-lines.ts';
import { connectBackend } from './connect.ts';
import type { JsonOption } from './tell.ts';

export interface LogsOptions extends JsonOption {
  console: boolean;
  follow: boolean;
  /** How many of the last lines. */
  lines: number;
}

/** `pier logs`: the backend's log or the guest's console, also while no backend runs. */
export async function logs(files: PierFiles, options: LogsOptions): Promise<void> {
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  // A pager that was left, a `head` that has enough.
  process.stdout.once('error', () => stop.abort());
  try {
    for await (const lines of readLog(files, options, stop.signal)) {
      const text = lines.map((line) => `${options.json ? JSON.stringify({ line }) : line}\n`).join('');
      if (!process.stdout.write(text)) await once(process.stdout, 'drain', { signal: stop.signal });
    }
  } catch (thrown) {
    if (!stop.signal.aborted) throw thrown;
  }
}

async function* readLog(
  files: PierFiles,
  options: LogsOptions,
  signal: AbortSignal,
): AsyncGenerator<string[]> {
  const connection = await connectBackend(files.run.pierSocket);
  if (connection) {
    const source = options.console ? 'console' : 'backend';
    const call = { source, tail: options.lines, follow: options.follow } as const;
    try {
      for await (const batch of connection.client.machine.logs(call, { signal })) yield batch.lines;
    } finally {
      connection.close();
    }
    return;
  }
  const path = options.console ? files.logs.console : files.logs.backend;
  const { lines, end } = await readLastLines(path, options.lines);
  yield lines;
  if (options.follow) yield* followFile(path, end, signal);
}
