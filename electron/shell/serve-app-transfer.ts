import { Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import type { TransferDesk } from '../backend/transfers/transfer-desk.ts';
import { isOwnPage } from './addresses.ts';

/** Carries a transfer over `app://pier/transfer/…`. */
export async function serveAppTransfer(
  desk: TransferDesk,
  request: Request,
  headers: Record<string, string>,
): Promise<Response> {
  if (!isOwnPage(request.url)) return new Response('Not found', { status: 404, headers });
  const answer = await desk.handle({
    method: request.method,
    path: new URL(request.url).pathname,
    body: request.body ? Readable.fromWeb(request.body as NodeReadableStream) : undefined,
    signal: request.signal,
  });
  const body =
    typeof answer.body === 'string' ? answer.body : (Readable.toWeb(answer.body) as unknown as BodyInit);
  return new Response(body, { status: answer.status, headers: { ...headers, ...answer.headers } });
}
