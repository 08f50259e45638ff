import { Readable } from 'node:stream';
import { stripAnsi } from '../../../../shared/strip-ansi.ts';
import type { TransferDesk } from '../../transfers/transfer-desk.ts';
import { containerPath } from '../container-actions.ts';
import type { Engine } from '../engine.ts';
import type { ApiContainerDetail } from '../engine-api.ts';
import { LogLineSplitter } from '../log-line-splitter.ts';
import { rfc3339 } from './log-timestamp.ts';
import { openLog } from './open-log.ts';

export interface LogFileOptions {
  id: string;
  timestamps: boolean;
  streams: 'all' | 'stdout' | 'stderr';
}

/** Offers a container's whole log as a file. @throws AppError `container_not_found` and others. */
export async function offerLogFile(
  engine: Engine,
  transfers: TransferDesk,
  options: LogFileOptions,
  signal: AbortSignal,
): Promise<{ url: string }> {
  const attempt = { verb: 'save the log of', operand: engine.nameOf(options.id) };
  const detail = await engine.use(attempt, (client) =>
    client.json<ApiContainerDetail>({ path: containerPath(options.id, '/json'), signal }),
  );
  return transfers.offerDownload({
    fileName: `${detail.Name.replace(/^\//, '')}.log`,
    contentType: 'text/plain; charset=utf-8',
    open: (signal) =>
      engine.use(attempt, async (client) => {
        const { id, streams } = options;
        const wanted = { stdout: streams !== 'stderr', stderr: streams !== 'stdout' };
        const { response, attach } = await openLog(client, { id, follow: false, ...wanted }, signal);
        return Readable.from(plainText(response, { tty: attach.tty, timestamps: options.timestamps }));
      }),
  });
}

/** Each line whole, however long it is: in the file its pieces are joined again. */
async function* plainText(
  response: Readable,
  { tty, timestamps }: { tty: boolean; timestamps: boolean },
): AsyncGenerator<Buffer, void, void> {
  let text = '';
  /** The stream whose line is not at its end. */
  let within: string | undefined;
  const splitter = new LogLineSplitter({
    tty,
    sink: {
      line(stream, seconds, nanos, line, cut) {
        if (within !== undefined && within !== stream) text += '\n';
        if (timestamps && within !== stream && !Number.isNaN(seconds)) text += `${rfc3339(seconds, nanos)} `;
        text += `${stripAnsi(line)}${cut ? '' : '\n'}`;
        within = cut ? stream : undefined;
      },
    },
  });
  for await (const chunk of response as AsyncIterable<Buffer>) {
    splitter.push(chunk);
    if (text === '') continue;
    yield Buffer.from(text);
    text = '';
  }
  splitter.end();
  if (within !== undefined) text += '\n';
  if (text !== '') yield Buffer.from(text);
}
