import type { Transport } from './transport.ts';

/** A port of Electron's main process or of `node:worker_threads`. */
interface NodePort extends Pick<MessagePort, 'start' | 'close'> {
  postMessage(text: string): void;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
}

/** Carries the contract over a MessagePort. The web and Electron wrap a message in an event, Node does not. */
export function messagePortTransport(port: MessagePort | NodePort): Transport {
  const ended = new AbortController();
  // Chromium tells a web port that the other side is gone; TypeScript's DOM does not know it yet.
  const listen = (event: 'message' | 'close', listener: (message: unknown) => void) =>
    'on' in port
      ? port.on(event as 'message', listener)
      : port.addEventListener(event as 'message', listener);
  listen('close', () => ended.abort());
  return {
    send: (text) => port.postMessage(text),
    onMessage(listener) {
      listen('message', (message) => {
        const data = typeof message === 'object' && message && 'data' in message ? message.data : message;
        listener(typeof data === 'string' ? data : undefined);
      });
      port.start();
    },
    onClose: (listener) =>
      ended.signal.aborted ? listener() : ended.signal.addEventListener('abort', listener),
    close() {
      port.close();
      ended.abort();
    },
  };
}
