import { AppError } from '../../errors.ts';
import { messagePortTransport } from '../../rpc/message-port-transport.ts';
import type { Transport } from '../../rpc/transport.ts';
import { openWebSocket } from '../../rpc/web-socket-transport.ts';
import { RPC_PATH } from '../own-paths.ts';

/** How long whoever shows the page has to answer, in milliseconds. */
const ANSWER_MS = 20_000;

/**
 * Opens the page's own connection. In the desktop app its preload script hands over a port. In a frame the dashboard
 * gives a ticket to this origin alone, with which it connects to where it came from; what is said before is no secret.
 */
export async function connectPage(): Promise<Transport> {
  if (window.location.protocol !== 'http:') {
    window.postMessage({ type: 'pier:connect' }, window.location.origin);
    const [port] = (await messageOf(window, 'pier:port')).ports;
    if (!port) throw lost();
    return messagePortTransport(port);
  }
  window.parent.postMessage({ type: 'pier:extension-page' }, '*');
  const { data } = await messageOf(window.parent, 'pier:extension-ticket');
  const query = new URLSearchParams({ ticket: String(data.ticket) });
  return openWebSocket(new WebSocket(`ws://${window.location.host}${RPC_PATH}?${query}`));
}

function messageOf(source: Window, type: string): Promise<MessageEvent> {
  return new Promise((resolve, reject) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener('message', onMessage, true);
    };
    const onMessage = (event: MessageEvent) => {
      if (event.source !== source || event.data?.type !== type) return;
      done();
      // Not for the scripts of the page, which may listen to everything.
      event.stopImmediatePropagation();
      resolve(event);
    };
    const timer = setTimeout(() => {
      done();
      reject(lost());
    }, ANSWER_MS);
    window.addEventListener('message', onMessage, true);
  });
}

function lost(): AppError {
  return new AppError('connection_lost', 'Pier handed over no connection.', 'Open the extension again.');
}
