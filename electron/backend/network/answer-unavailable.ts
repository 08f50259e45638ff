import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** Never listens: it only parses what arrives on the sockets it is given. */
const server = createServer((request, response) => {
  // An answer before the end of the body could be lost with the reset that unread bytes cause.
  request.on('end', () => refuse(request, response));
  request.resume();
});
const messages = new WeakMap<Duplex, string>();

/**
 * Answers the requests on a connection with 503 in the engine's own error format, which docker prints as
 * "Error response from daemon: <message>". A response is never sent before a request: clients take that for garbage.
 */
export function answerUnavailable(client: Duplex, message: string): void {
  messages.set(client, message);
  server.emit('connection', client);
}

function refuse(request: IncomingMessage, response: ServerResponse): void {
  const body = `${JSON.stringify({ message: messages.get(request.socket) })}\n`;
  response.writeHead(503, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
    // The next request comes on a new connection, which may find the engine there.
    connection: 'close',
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
