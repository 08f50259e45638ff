import { useDeferredValue, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { Log } from '../use-log.ts';
import type { StreamFilter } from '../visible-lines.ts';
import { type LogQuery, toQuery } from './log-query.ts';
import { LogSearch, type SearchStatus } from './log-search.ts';

export interface SearchOptions {
  regex: boolean;
  caseSensitive: boolean;
}

export interface LogSearchState {
  search: LogSearch;
  typed: string;
  options: SearchOptions;
  query: LogQuery | undefined;
  status: SearchStatus;
  /** Lines that were found so far. */
  count: number;
  setTyped(typed: string): void;
  setOptions(options: SearchOptions): void;
}

/** Searches a log as a person types, and as lines come. Lines of a stream that is not shown are not found. */
export function useLogSearch(
  log: Log,
  streams: StreamFilter,
  initial: { typed?: string; options?: Partial<SearchOptions> } = {},
): LogSearchState {
  const { store, follower } = log;
  const [typed, setTyped] = useState(initial.typed ?? '');
  const [options, setOptions] = useState<SearchOptions>({
    regex: false,
    caseSensitive: false,
    ...initial.options,
  });
  const deferred = useDeferredValue(typed);
  const { regex, caseSensitive } = options;
  const query = useMemo(() => toQuery(deferred, { regex, caseSensitive }), [deferred, regex, caseSensitive]);
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
  return {
    search,
    typed,
    options,
    query: search.query,
    status: search.status,
    count: search.matches.length,
    setTyped,
    setOptions,
  };
}
