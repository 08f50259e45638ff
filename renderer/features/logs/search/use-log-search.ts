import { useDeferredValue, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { Log } from '../use-log.ts';
import type { StreamFilter } from '../visible-lines.ts';
import { toQuery } from './log-query.ts';
import { LogSearch } from './log-search.ts';
import type { Searching } from './searching.ts';

/** Searches a log as a person types, and as lines come. Lines of a stream that is not shown are not found. */
export function useLogSearch(log: Log, streams: StreamFilter, searching: Searching): LogSearch {
  const { store, follower } = log;
  const typed = useDeferredValue(searching.typed);
  const { regex, caseSensitive } = searching;
  const query = useMemo(() => toQuery(typed, { regex, caseSensitive }), [typed, regex, caseSensitive]);
  const [search, setSearch] = useState(() => new LogSearch(store));
  useEffect(() => {
    const next = new LogSearch(store);
    setSearch(next);
    return () => next.dispose();
  }, [store]);
  useEffect(() => {
    const accepts =
      streams === 'all' ? () => true : (number: number) => store.isStderr(number) === (streams === 'stderr');
    search.search(query, accepts);
  }, [search, query, streams, store]);
  useEffect(() => follower.subscribe(() => search.update()), [follower, search]);
  useSyncExternalStore(search.subscribe, search.getVersion);
  return search;
}
