import type { PierClient } from '../../shared/contract/index.ts';
import type { PierStore } from './store.ts';

/** Writes what a stream of the backend says into the store, until `signal` aborts or the stream ends. */
export type Consumer = (client: PierClient, store: PierStore, signal: AbortSignal) => Promise<void>;

/** Whoever looks elsewhere for a moment comes back to a list that went on, in milliseconds. */
const GRACE_MS = 2000;

/** Where nobody can see the window the stream is closed, and opened again once somebody can. */
export function whileVisible(consume: Consumer, graceMs = GRACE_MS): Consumer {
  return async (client, store, signal) => {
    while (!signal.aborted) {
      await seen(signal);
      if (signal.aborted) return;
      const hidden = watchHidden(graceMs);
      try {
        await consume(client, store, AbortSignal.any([signal, hidden.signal]));
        if (!hidden.signal.aborted) return;
      } catch (error) {
        if (!hidden.signal.aborted) throw error;
      } finally {
        hidden.stop();
      }
    }
  };
}

/** Resolves when the page can be seen, or when `signal` aborts. */
function seen(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (document.visibilityState === 'hidden' && !signal.aborted) return;
      document.removeEventListener('visibilitychange', look);
      signal.removeEventListener('abort', look);
      resolve();
    };
    document.addEventListener('visibilitychange', look);
    signal.addEventListener('abort', look);
    look();
  });
}

/** A signal that aborts when the page has been hidden for a while. */
function watchHidden(graceMs: number): { signal: AbortSignal; stop(): void } {
  const end = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = () => {
    clearTimeout(timer);
    if (document.visibilityState === 'hidden') timer = setTimeout(() => end.abort(), graceMs);
  };
  document.addEventListener('visibilitychange', look);
  return {
    signal: end.signal,
    stop: () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', look);
    },
  };
}
