import { useEffect, useRef } from 'react';

/** Runs when the component is shown no more. */
export function useWhenGone(act: () => void): void {
  const newest = useRef(act);
  newest.current = act;
  const there = useRef(false);
  useEffect(() => {
    there.current = true;
    return () => {
      there.current = false;
      // StrictMode takes it away and puts it back at once, which is no end.
      queueMicrotask(() => {
        if (!there.current) newest.current();
      });
    };
  }, []);
}
