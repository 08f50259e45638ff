import { useEffect, useState, useSyncExternalStore } from 'react';
import { LogFollower, type LogSnapshot, type LogSource } from './log-follower.ts';

export type { LogSource } from './log-follower.ts';

export interface Log extends LogSnapshot {
  /** Reads on after an end or a failure. */
  readAgain(): void;
}

/**
 * Follows a log for as long as the component is shown.
 * @param open a stable function: another one is another log
 * @param occasion when it changes, a log that ended or failed is read on: its container runs again, the backend is back
 */
export function useLog(open: LogSource, occasion = ''): Log {
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
  return { ...snapshot, readAgain: () => void follower.read() };
}
