import type { Transport } from './transport.ts';

/** A transport that is there before what carries it: what is sent meanwhile waits. Where that fails it is closed. */
export function pendingTransport(opening: Promise<Transport>): Transport {
  const waiting: string[] = [];
  const ended = new AbortController();
  let carrier: Transport | undefined;
  let hear: (text: string | undefined) => void = () => {};
  opening.then(
    (opened) => {
      if (ended.signal.aborted) return opened.close();
      carrier = opened;
      opened.onMessage((text) => hear(text));
      opened.onClose(() => ended.abort());
      for (const text of waiting.splice(0)) opened.send(text);
    },
    () => ended.abort(),
  );
  return {
    send(text) {
      if (carrier) carrier.send(text);
      else if (!ended.signal.aborted) waiting.push(text);
    },
    onMessage(listener) {
      hear = listener;
    },
    onClose: (listener) =>
      ended.signal.aborted ? listener() : ended.signal.addEventListener('abort', listener),
    close() {
      ended.abort();
      carrier?.close();
    },
  };
}
