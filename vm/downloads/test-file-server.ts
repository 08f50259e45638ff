import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export type Answer = (request: IncomingMessage, response: ServerResponse) => void;

export const CONTENT = randomBytes(200_000);
export const SHA256 = createHash('sha256').update(CONTENT).digest('hex');

/** A server on loopback, which gives CONTENT until it is told otherwise. */
export class TestFileServer {
  readonly #server = createServer((request, response) => {
    const { url = '', headers } = request;
    this.asked.push({ url, range: headers.range, host: headers.host });
    this.answer(request, response);
  });
  base = '';
  asked: { url: string; range: string | undefined; host: string | undefined }[] = [];
  answer: Answer = serve();

  async listen(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    this.base = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Forgets what a test did. */
  reset(): void {
    this.asked = [];
    this.answer = serve();
  }

  /** Ends answers that a test left open. */
  closeConnections(): void {
    this.#server.closeAllConnections();
  }

  close(): void {
    this.closeConnections();
    this.#server.close();
  }
}

/** As a file server does, with ranges. @param cuts breaks the first answers off, each at its byte */
export function serve(content = CONTENT, cuts: number[] = []): Answer {
  return (request, response) => {
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    if (from > 0) {
      response.writeHead(206, {
        'content-range': `bytes ${from}-${content.length - 1}/${content.length}`,
        'content-length': content.length - from,
      });
    } else {
      response.writeHead(200, { 'content-length': content.length });
    }
    const cut = cuts.shift();
    if (cut === undefined) response.end(content.subarray(from));
    else response.write(content.subarray(from, cut), () => response.destroy());
  };
}
