import { useEffect, useRef, useState } from 'react';
import type { VolumeSummary } from '../../../shared/contract/volumes.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { usePier } from '../../store/store.ts';
import { type LiveList, useLiveList } from '../../store/use-live.ts';

export function useVolumes(): LiveList<VolumeSummary> {
  return useLiveList((client, signal) => client.volumes.watch({}, { signal }), []);
}

export interface Sizes {
  bytes: ReadonlyMap<string, number>;
  /** While the engine walks through the files. */
  measuring: boolean;
}

/** The engine walks through all files: not more often than this, in milliseconds. */
const MEASURE_EVERY_MS = 5000;

/**
 * Sizes by volume's name. The engine needs long for them, so they are asked for once when a view opens, and again
 * only when volumes came or went, containers that use them started or stopped, or the connection was lost.
 */
export function useVolumeSizes(volumes: readonly VolumeSummary[]): Sizes {
  const connection = useConnection();
  const connected = usePier((state) => state.connection.kind === 'open');
  const users = volumes
    .map(({ name, usedBy }) => `${name} ${usedBy.map(({ id, state }) => `${id} ${state}`).join(' ')}`)
    .sort()
    .join('\n');
  const [sizes, setSizes] = useState<Sizes>({ bytes: new Map(), measuring: false });
  const measuredAt = useRef(0);
  useEffect(() => {
    if (!connected || users === '') {
      setSizes((before) => (before.measuring ? { ...before, measuring: false } : before));
      return;
    }
    const end = new AbortController();
    const { signal } = end;
    const measure = async () => {
      measuredAt.current = Date.now();
      setSizes((before) => ({ ...before, measuring: true }));
      try {
        const all = await connection.client().volumes.sizes({}, { signal });
        if (signal.aborted) return;
        setSizes({ bytes: new Map(all.map(({ name, sizeBytes }) => [name, sizeBytes])), measuring: false });
      } catch {
        // Not known is no failure: what was known stays.
        if (!signal.aborted) setSizes((before) => ({ ...before, measuring: false }));
      }
    };
    const wait = Math.max(0, measuredAt.current + MEASURE_EVERY_MS - Date.now());
    const timer = setTimeout(() => void measure(), wait);
    return () => {
      clearTimeout(timer);
      end.abort();
    };
  }, [connection, connected, users]);
  return sizes;
}
