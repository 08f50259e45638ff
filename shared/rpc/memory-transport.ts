import type { Transport } from './transport.ts';

/** Both ends of a link within one process. What one sends reaches the other later, never within `send`, in its order. */
export function memoryTransports(): [Transport, Transport] {
  const ended = new AbortController();
  const listeners: [Listener | undefined, Listener | undefined] = [undefined, undefined];
  return [end(0, 1), end(1, 0)];

  function end(own: 0 | 1, other: 0 | 1): Transport {
    return {
      send: (text) =>
        queueMicrotask(() => {
          if (!ended.signal.aborted) listeners[other]?.(text);
        }),
      onMessage: (listener) => {
        listeners[own] = listener;
      },
      onClose: (listener) =>
        ended.signal.aborted ? listener() : ended.signal.addEventListener('abort', listener),
      close: () => ended.abort(),
    };
  }
}

type Listener = (text: string | undefined) => void;
