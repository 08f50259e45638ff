import { useDocumentVisibility } from '@mantine/hooks';
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { LogFollower, type LogSource, type LogState } from './log-follower.ts';
import type { LogStore } from './log-store.ts';

export type { LogSource } from './log-follower.ts';

export interface Log extends LogState {
  store: LogStore;
  follower: LogFollower;
  /** Reads on after an end or a failure. */
  readAgain(): void;
  clear(): void;
}

/** Between two readings of a log whose source goes on, in milliseconds. */
const AGAIN_MS = 1000;

/**
 * Follows a log for as long as the component is shown. Renders when its state changes; for its lines see
 * `useLogVersion`.
 * @param open a stable function: another one is another log
 * @param options.occasion when it changes, a log that ended or failed is read on: its container runs again, the backend
 * is back
 * @param options.goesOn a log that ends is read on all the same: the engine ends it when a container restarts, which is
 * over before anybody sees that it was down
 * @param options.resumes its source goes on behind the last line: nothing of it is read while nobody can see it
 */
export function useLog(
  open: LogSource,
  options: { occasion: string; goesOn?: boolean; resumes?: boolean },
): Log {
  const { occasion, goesOn = false, resumes = false } = options;
  const asleep = useDocumentVisibility() === 'hidden' && resumes;
  const [follower, setFollower] = useState(() => new LogFollower(open));
  useEffect(() => {
    const next = new LogFollower(open);
    setFollower(next);
    void next.read();
    return () => next.stop();
  }, [open]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the occasion itself is the reason
  useEffect(() => {
    const { status } = follower.getState();
    if (status === 'ended' || status === 'failed') void follower.read();
  }, [occasion]);
  const slept = useRef(false);
  useEffect(() => {
    if (asleep) follower.stop();
    else if (slept.current) void follower.read();
    slept.current = asleep;
  }, [asleep, follower]);
  const state = useSyncExternalStore(follower.subscribe, follower.getState);
  const again = goesOn && !asleep && state.status === 'ended';
  useEffect(() => {
    if (!again) return;
    const timer = setTimeout(() => void follower.read(), AGAIN_MS);
    return () => clearTimeout(timer);
  }, [again, follower]);
  return useMemo(
    () => ({
      ...state,
      store: follower.store,
      follower,
      readAgain: () => void follower.read(),
      clear: () => follower.clear(),
    }),
    [state, follower],
  );
}

/** Renders with the lines, at most once per frame. */
export function useLogVersion({ follower }: Log): number {
  return useSyncExternalStore(follower.subscribe, follower.getVersion);
}

/** Renders with the lines a few times a second: for counts that nobody reads faster. */
export function useLogCounts({ follower }: Log): { kept: number; dropped: number } {
  const [counts, setCounts] = useState({ kept: 0, dropped: 0 });
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = () => {
      timer = undefined;
      const { length, dropped } = follower.store;
      setCounts((before) =>
        before.kept === length && before.dropped === dropped ? before : { kept: length, dropped },
      );
    };
    read();
    const unsubscribe = follower.subscribe(() => {
      timer ??= setTimeout(read, 250);
    });
    return () => {
      unsubscribe();
      clearTimeout(timer);
    };
  }, [follower]);
  return counts;
}
