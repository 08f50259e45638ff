import { AppError } from '../errors.ts';
import type { Transport } from './transport.ts';

/** What is used of a WebSocket: that of a browser and that of `ws` alike. */
export interface WebSocketLike {
  readonly readyState: number;
  send(text: string): void;
  close(): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'open' | 'close' | 'error', listener: () => void): void;
}

const OPEN = 1;
const CLOSED = 3;

/** Carries the contract over a WebSocket that is open. */
export function webSocketTransport(socket: WebSocketLike): Transport {
  // An error is always followed by 'close'; without a listener `ws` would throw it.
  socket.addEventListener('error', () => {});
  return {
    send(text) {
      // On the way to its end as well: whoever waits is told by 'close'.
      if (socket.readyState === OPEN) socket.send(text);
    },
    onMessage: (listener) =>
      socket.addEventListener('message', ({ data }) => listener(typeof data === 'string' ? data : undefined)),
    onClose: (listener) =>
      socket.readyState === CLOSED ? listener() : socket.addEventListener('close', () => listener()),
    close: () => socket.close(),
  };
}

/** Resolves when the WebSocket is open. @throws AppError `connection_lost` where it cannot be opened. */
export function openWebSocket(socket: WebSocketLike): Promise<Transport> {
  const transport = webSocketTransport(socket);
  const error = new AppError('connection_lost', 'Cannot connect to Pier.', 'Check that Pier is running.');
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve(transport));
    transport.onClose(() => reject(error));
  });
}
