import type { SearchWorker } from './search-messages.ts';

/** A worker from a file of our own, as the content security policy wants it. */
export function openSearchWorker(): SearchWorker {
  const worker = new Worker(new URL('./search.worker.ts', import.meta.url), {
    type: 'module',
    name: 'log search',
  });
  const opened: SearchWorker = {
    ask: (question) => worker.postMessage(question),
    onAnswer: () => {},
    onFailure: () => {},
    end: () => worker.terminate(),
  };
  worker.onmessage = ({ data }) => opened.onAnswer(data);
  worker.onerror = () => opened.onFailure();
  return opened;
}
