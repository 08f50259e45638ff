import { useDocumentVisibility } from '@mantine/hooks';
import { type DependencyList, useCallback, useEffect, useState } from 'react';
import type { PierClient } from '../../shared/contract/index.ts';
import { type ErrorData, toAppError } from '../../shared/errors.ts';
import { useConnection } from '../app/connection-context.tsx';
import type { ListStatus } from './containers-slice.ts';
import { keepGoing } from './keep-going.ts';
import { usePier } from './store.ts';

export interface Live<T> {
  /** The newest item; what was known last while the status is "stale" or "failed". */
  value: T | undefined;
  status: ListStatus;
  error: ErrorData | undefined;
}

const nothing = { value: undefined, status: 'loading', error: undefined } as const;

/**
 * Follows a stream of the backend for as long as the component is shown and its window can be seen; it is opened
 * again after a lost connection.
 * @param deps what `open` depends on: with another value, another stream is followed from nothing
 */
export function useLive<T>(
  open: (client: PierClient, signal: AbortSignal) => AsyncIterable<T>,
  deps: DependencyList,
): Live<T> {
  const connection = useConnection();
  const connected = usePier((state) => state.connection.kind === 'open');
  const visible = useDocumentVisibility() === 'visible';
  const [live, setLive] = useState<Live<T>>(nothing);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the caller names what it depends on
  const source = useCallback(open, deps);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another source starts from nothing
  useEffect(() => setLive(nothing), [source]);
  useEffect(() => {
    if (!connected) setLive((before) => (before.status === 'live' ? { ...before, status: 'stale' } : before));
    if (!connected || !visible) return;
    const end = new AbortController();
    const { signal } = end;
    const follow = async () => {
      try {
        for await (const value of source(connection.client(), signal)) {
          if (signal.aborted) return;
          setLive({ value, status: 'live', error: undefined });
        }
      } catch (thrown) {
        const error = toAppError(thrown);
        if (!signal.aborted && error.code !== 'connection_lost') {
          setLive((before) => ({ ...before, status: 'failed', error: error.toData() }));
        }
        throw error;
      }
    };
    void keepGoing(follow, signal);
    return () => end.abort();
  }, [source, connection, connected, visible]);
  return live;
}

export interface LiveList<T> {
  items: readonly T[];
  status: ListStatus;
  error: ErrorData | undefined;
}

const none: readonly never[] = [];

/** As useLive, for lists that are sent whole: what was known last stays while the engine is away. */
export function useLiveList<T>(
  open: (
    client: PierClient,
    signal: AbortSignal,
  ) => AsyncIterable<{ kind: 'snapshot'; items: T[] } | { kind: 'disconnected' }>,
  deps: DependencyList,
): LiveList<T> {
  const { value, status, error } = useLive(async function* (client, signal) {
    let items: readonly T[] = none;
    let known = false;
    for await (const update of open(client, signal)) {
      if (update.kind === 'snapshot') {
        items = update.items;
        known = true;
      }
      yield { items, known, connected: update.kind === 'snapshot' };
    }
  }, deps);
  // A connection that went before the first word leaves nothing that could be out of date.
  if (status === 'stale' && !value?.known) return { items: none, status: 'loading', error };
  if (status !== 'live' || !value) return { items: value?.items ?? none, status, error };
  return { items: value.items, status: value.connected ? 'live' : value.known ? 'stale' : 'loading', error };
}

export interface Query<T> {
  value: T | undefined;
  status: 'loading' | 'done' | 'failed';
  error: ErrorData | undefined;
  /** Asks once more; the value stays until the answer comes. */
  again(): void;
}

/** Asks the backend once when the component is shown, and again after a lost connection. */
export function useQuery<T>(
  ask: (client: PierClient, signal: AbortSignal) => Promise<T>,
  deps: DependencyList,
): Query<T> {
  const connection = useConnection();
  const connected = usePier((state) => state.connection.kind === 'open');
  const [turn, setTurn] = useState(0);
  const [answer, setAnswer] = useState<Omit<Query<T>, 'again'>>(nothing);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the caller names what it depends on
  const source = useCallback(ask, deps);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another question starts from nothing
  useEffect(() => setAnswer(nothing), [source]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each turn asks again
  useEffect(() => {
    if (!connected) return;
    const end = new AbortController();
    const { signal } = end;
    (async () => source(connection.client(), signal))().then(
      (value) => {
        if (!signal.aborted) setAnswer({ value, status: 'done', error: undefined });
      },
      (thrown) => {
        const error = toAppError(thrown).toData();
        if (!signal.aborted) setAnswer((before) => ({ ...before, status: 'failed', error }));
      },
    );
    return () => end.abort();
  }, [source, connection, connected, turn]);
  return { ...answer, again: useCallback(() => setTurn((before) => before + 1), []) };
}
