import type { PierContract } from '../../shared/contract/index.ts';
import { STREAMS } from '../../shared/contract/streams.ts';
import { AppError } from '../../shared/errors.ts';
import { createClient } from '../../shared/rpc/client.ts';
import { messagePortTransport } from '../../shared/rpc/message-port-transport.ts';
import type { Transport } from '../../shared/rpc/transport.ts';
import { openWebSocket } from '../../shared/rpc/web-socket-transport.ts';
import type { OpenBackend } from '../store/connection.ts';

/** How long the desktop app has to hand over a port, in milliseconds: it may be starting its backend. */
const PORT_TIMEOUT_MS = 15_000;

/** Opens a link to the backend: by a port from the desktop app's main process, or by a WebSocket from the host. */
export const openBackend: OpenBackend = async () => {
  const desktop = window.location.protocol === 'app:';
  let transport: Transport;
  try {
    transport = desktop ? await askForPort() : await openWebSocket(new WebSocket(rpcAddress()));
  } catch (error) {
    if (!desktop && (await isSignedOut())) return 'signed-out';
    throw error;
  }
  const closed = new Promise<void>((resolve) => transport.onClose(resolve));
  return { client: createClient<PierContract>(STREAMS, transport), closed, close: () => transport.close() };
};

function rpcAddress(): string {
  const url = new URL('/rpc', window.location.href);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}

/** Preload passes the wish on and posts the port it gets. */
function askForPort(): Promise<Transport> {
  return new Promise((resolve, reject) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener('message', onMessage);
    };
    const onMessage = (event: MessageEvent) => {
      const [port] = event.ports;
      if (event.source !== window || event.data?.type !== 'pier:port' || !port) return;
      done();
      resolve(messagePortTransport(port));
    };
    const timer = setTimeout(() => {
      done();
      reject(new AppError('connection_lost', 'Pier handed over no connection.', 'Restart Pier.'));
    }, PORT_TIMEOUT_MS);
    window.addEventListener('message', onMessage);
    window.postMessage({ type: 'pier:connect' }, window.location.origin);
  });
}

/** A browser does not tell why a WebSocket was refused; the page itself is refused for the same reason. */
async function isSignedOut(): Promise<boolean> {
  try {
    const { status } = await fetch('/', { method: 'HEAD', cache: 'no-store' });
    return status === 401 || status === 403;
  } catch {
    return false;
  }
}
