import { useEffect, useState, useSyncExternalStore } from 'react';
import { LogFollower, type LogSnapshot, type LogSource } from './log-follower.ts';

export type { LogSource } from './log-follower.ts';

export interface Log extends LogSnapshot {
  /** Reads on after an end or a failure. */
  readAgain(): void;
}

/** Between two readings of a log whose source goes on, in milliseconds. */
const AGAIN_MS = 1000;

/**
 * Follows a log for as long as the component is shown.
 * @param open a stable function: another one is another log
 * @param options.occasion when it changes, a log that ended or failed is read on: its container runs again, the backend
 * is back
 * @param options.goesOn a log that ends is read on all the same: the engine ends it when a container restarts, which is
 * over before anybody sees that it was down
 */
export function useLog(open: LogSource, options: { occasion: string; goesOn?: boolean }): Log {
  const { occasion, goesOn = false } = options;
  const [follower, setFollower] = useState(() => new LogFollower(open));
  useEffect(() => {
    const next = new LogFollower(open);
    setFollower(next);
    void next.read();
    return () => next.stop();
  }, [open]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the occasion itself is the reason
  useEffect(() => {
    const { status } = follower.getSnapshot();
    if (status === 'ended' || status === 'failed') void follower.read();
  }, [occasion]);
  const snapshot = useSyncExternalStore(follower.subscribe, follower.getSnapshot);
  const again = goesOn && snapshot.status === 'ended';
  useEffect(() => {
    if (!again) return;
    const timer = setTimeout(() => void follower.read(), AGAIN_MS);
    return () => clearTimeout(timer);
  }, [again, follower]);
  return { ...snapshot, readAgain: () => void follower.read() };
}
