import { useEffect, useRef, useState } from 'react';
import { goTo, usePlace } from '../../app/location.ts';
import { fromQuery, keyOf, type LogViewPlace, toQuery } from './log-view-place.ts';

/** An address that changes with each key would fill what a browser allows of it. In milliseconds. */
const SETTLE_MS = 300;

/** What the view shows, as the address says it and a person changes it: each follows the other. */
export function useViewPlace(): [LogViewPlace, (place: LogViewPlace) => void] {
  const { query } = usePlace();
  const [view, setView] = useState(() => fromQuery(query));
  const written = useRef(keyOf(view));
  const key = keyOf(view);
  useEffect(() => {
    const told = fromQuery(query);
    if (keyOf(told) === written.current) return;
    written.current = keyOf(told);
    setView(told);
  }, [query]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the key says all that the address needs of the view
  useEffect(() => {
    if (key === written.current) return;
    const timer = setTimeout(() => {
      written.current = key;
      goTo(['logs'], toQuery(view), { replace: true });
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [key]);
  return [view, setView];
}
