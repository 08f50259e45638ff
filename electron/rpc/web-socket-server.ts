import type { IncomingMessage, Server } from 'node:http';
import { WebSocketServer } from 'ws';
import { MAX_MESSAGE_LENGTH } from '../../shared/rpc/protocol.ts';
import type { Transport } from '../../shared/rpc/transport.ts';
import { webSocketTransport } from '../../shared/rpc/web-socket-transport.ts';

/**
 * Accepts WebSockets at `/rpc` of an HTTP server, on TCP or on a unix socket. Returns what ends those that are open.
 * @param allow decides before anything is accepted; what it refuses gets 401
 */
export function acceptWebSockets(
  server: Server,
  allow: (request: IncomingMessage) => boolean,
  onTransport: (transport: Transport) => void,
): () => void {
  const verifyClient = ({ req }: { req: IncomingMessage }) => allow(req);
  const sockets = new WebSocketServer({
    server,
    path: '/rpc',
    verifyClient,
    maxPayload: 3 * MAX_MESSAGE_LENGTH,
  });
  // It repeats the errors of the HTTP server, whose owner hears them too.
  sockets.on('error', () => {});
  sockets.on('connection', (socket) => onTransport(webSocketTransport(socket)));
  return () => {
    for (const socket of sockets.clients) socket.terminate();
  };
}
