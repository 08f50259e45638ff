import type { IncomingMessage, Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { MAX_MESSAGE_LENGTH } from '../../shared/rpc/protocol.ts';
import type { Transport } from '../../shared/rpc/transport.ts';
import { webSocketTransport } from '../../shared/rpc/web-socket-transport.ts';

/**
 * Accepts WebSockets at `/rpc` of an HTTP server, on TCP or on a unix socket. Returns what ends those that are open.
 * @param allow decides before anything is accepted; what it refuses gets 403
 */
export function acceptWebSockets(
  server: Server,
  allow: (request: IncomingMessage) => boolean,
  onTransport: (transport: Transport) => void,
): () => void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 3 * MAX_MESSAGE_LENGTH });
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy());
    if (request.url === '/rpc' && allow(request)) {
      sockets.handleUpgrade(request, socket, head, (open: WebSocket) =>
        onTransport(webSocketTransport(open)),
      );
    } else {
      socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
    }
  });
  return () => {
    for (const open of sockets.clients) open.terminate();
  };
}
