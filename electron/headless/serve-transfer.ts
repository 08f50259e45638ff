import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { TransferDesk } from '../backend/transfers/transfer-desk.ts';

/** Carries a transfer over HTTP. A stream that breaks breaks the connection. */
export async function serveTransfer(
  desk: TransferDesk,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const answer = await desk.handle({
    method: request.method ?? 'GET',
    path,
    body: request.method === 'PUT' ? request : undefined,
    signal: gone.signal,
  });
  // What was not read of an upload would keep the connection.
  if (!request.complete) response.setHeader('connection', 'close');
  response.writeHead(answer.status, answer.headers);
  if (typeof answer.body === 'string') response.end(answer.body);
  else await pipeline(answer.body, response);
}
