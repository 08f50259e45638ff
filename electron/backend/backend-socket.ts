import { chmodSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { CALL_PATH } from '../../shared/rpc/call-path.ts';
import type { Transport } from '../../shared/rpc/transport.ts';
import { isPipe } from '../../vm/socket-address.ts';
import { answerCall } from '../rpc/http-call-server.ts';
import { acceptWebSockets } from '../rpc/web-socket-server.ts';

/**
 * `pier.sock`: the contract for the CLI, as a WebSocket over a unix socket (0600 in a folder of 0700: only its owner
 * gets in), and for a program that asks one thing and must be quick as `POST /call`. Only the holder of the installation's lock may call it: a socket that is there already is a dead one's.
 */
export async function listenBackendSocket(
  path: string,
  onTransport: (transport: Transport) => void,
): Promise<{ close(): Promise<void> }> {
  const server = createServer((request, response) => {
    if (request.method === 'POST' && request.url === CALL_PATH) answerCall(request, response, onTransport);
    else response.writeHead(426).end();
  });
  const endWebSockets = acceptWebSockets(server, () => true, onTransport);
  if (!isPipe(path)) rmSync(path, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  if (!isPipe(path)) chmodSync(path, 0o600);
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        endWebSockets();
        server.closeAllConnections();
      }),
  };
}
