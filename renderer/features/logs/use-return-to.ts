import { type RefObject, useEffect, useRef } from 'react';
import type { LogTime } from '../../../shared/contract/logs.ts';
import type { LogLinesHandle } from './LogLines.tsx';
import type { LogFollower } from './log-follower.ts';
import type { LogStore } from './log-store.ts';
import type { Log } from './use-log.ts';

/**
 * Keeps a person's place while a log is read anew from further back, unless they go to its end meanwhile.
 * @returns to be called before: the line that is at the top now will be in sight when it is there again
 */
export function useReturnTo(
  { store, follower }: Log,
  view: RefObject<LogLinesHandle | null>,
  following: boolean,
): () => void {
  const wanted = useRef<{ time: LogTime; from: LogFollower }>(undefined);
  useEffect(() => {
    if (following) wanted.current = undefined;
  }, [following]);
  useEffect(
    () =>
      follower.subscribe(() => {
        const { newest } = follower.store;
        // The log that is read now is not the one in which the place was.
        if (!wanted.current || wanted.current.from === follower) return;
        if (!newest || isBefore(newest, wanted.current.time)) return;
        const number = firstAt(follower.store, wanted.current.time);
        wanted.current = undefined;
        // When the lines are drawn of which it is one.
        requestAnimationFrame(() => view.current?.reveal(number));
      }),
    [follower, view],
  );
  return () => {
    const time = store.line(view.current?.top() ?? -1)?.time;
    wanted.current = time && { time, from: follower };
  };
}

/** The first line that is not older. Lines are in the order of their times, or nearly. */
function firstAt(store: LogStore, time: LogTime): number {
  let low = store.first;
  let high = store.end - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = store.line(middle)?.time;
    if (other && isBefore(other, time)) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isBefore(a: LogTime, b: LogTime): boolean {
  return a.seconds < b.seconds || (a.seconds === b.seconds && a.nanos < b.nanos);
}
