import { toAppError } from '../../shared/errors.ts';
import { backoff } from './backoff.ts';

/**
 * Runs a consumer of a stream again and again until `signal` aborts: a stream of the backend may end or fail
 * while the connection stays. A run that lasted longer than `stableMs` counts as good and clears the back-off.
 */
export async function keepGoing(
  run: () => Promise<void>,
  signal: AbortSignal,
  wait: (ms: number, signal: AbortSignal) => Promise<void> = pause,
  stableMs = 10_000,
): Promise<void> {
  for (let attempt = 0; !signal.aborted; attempt += 1) {
    const began = Date.now();
    try {
      await run();
    } catch (thrown) {
      const error = toAppError(thrown);
      // What is forbidden or unknown to this backend stays so.
      if (error.code === 'forbidden' || error.code === 'unknown_method') return;
    }
    if (Date.now() - began > stableMs) attempt = 0;
    if (!signal.aborted) await wait(backoff(attempt, Math.random()), signal);
  }
}

/** Resolves after `ms` milliseconds, or at once when `signal` aborts. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done);
  });
}
