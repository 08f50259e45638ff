import type { Requirement } from '../../../vm/drivers/driver.ts';
import { sleep } from '../../../vm/sleep.ts';
import type { EngineAnswer, EngineProbe } from './engine-probe.ts';

/** What a refused connection costs is next to nothing: ask often. */
const ASK_EVERY_MS = 100;
/**
 * The first pings are given up soon: a connection made before the guest has its network hangs for longer than a
 * new one takes. Each one that timed out gives the next one more time, for an engine that is really slow.
 */
const FIRST_PATIENCE_MS = 1000;

/** The engine as a requirement: the one that makes a machine ready. */
export function engineRequirement(probe: EngineProbe, onAnswer: (answer: EngineAnswer) => void): Requirement {
  return {
    id: 'engine',
    title: 'The Docker engine answers',
    fatal: true,
    hint: 'Look at the last lines of the console for what keeps it from starting.',
    check: async (timeoutMs) => onAnswer(await probe.ping(timeoutMs)),
  };
}

/**
 * Resolves when the requirement holds. Asks until it does or the signal is aborted; then rejects with the
 * signal's reason.
 * @param answerMs the longest wait for one answer
 */
export async function waitUntilHolds(
  requirement: Requirement,
  answerMs: number,
  signal: AbortSignal,
): Promise<void> {
  let patienceMs = Math.min(FIRST_PATIENCE_MS, answerMs);
  while (true) {
    signal.throwIfAborted();
    const askedAt = Date.now();
    try {
      await raceAbort(requirement.check(patienceMs), signal);
      return;
    } catch {
      // Not yet. Why not is asked for again when the time is up: reasons change during a boot.
      signal.throwIfAborted();
      if (Date.now() - askedAt >= patienceMs) patienceMs = Math.min(patienceMs * 1.5, answerMs);
    }
    await sleep(ASK_EVERY_MS, signal);
  }
}

/** The promise, or the signal's reason where that is first. */
export function raceAbort<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
