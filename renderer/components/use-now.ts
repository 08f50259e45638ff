import { useSyncExternalStore } from 'react';

const TICK_MS = 1000;
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let now = Date.now();

function tick(): void {
  now = Date.now();
  for (const listener of listeners) listener();
}

/** Runs while somebody asks and the page can be seen. */
function keepTicking(): void {
  clearInterval(timer);
  timer = undefined;
  if (listeners.size === 0 || document.visibilityState === 'hidden') return;
  tick();
  timer = setInterval(tick, TICK_MS);
}

/** One clock for the whole page. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (listeners.size === 1) {
    now = Date.now();
    keepTicking();
    document.addEventListener('visibilitychange', keepTicking);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    keepTicking();
    document.removeEventListener('visibilitychange', keepTicking);
  };
}

/** The time in milliseconds since the epoch, once a second. Use it in the smallest component that shows it. */
export function useNow(): number {
  return useSyncExternalStore(subscribe, () => now);
}
