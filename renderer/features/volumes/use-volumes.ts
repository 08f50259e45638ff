import { useEffect, useState } from 'react';
import type { VolumeSummary } from '../../../shared/contract/volumes.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { type LiveList, useLiveList } from '../../store/use-live.ts';

export function useVolumes(): LiveList<VolumeSummary> {
  return useLiveList((client, signal) => client.volumes.watch({}, { signal }), []);
}

export interface Sizes {
  bytes: ReadonlyMap<string, number>;
  /** While the engine walks through the files. */
  measuring: boolean;
}

/**
 * Sizes by volume's name. The engine needs long for them, so they are asked for once when a view opens, and again
 * only when volumes came or went.
 */
export function useVolumeSizes(volumes: readonly VolumeSummary[]): Sizes {
  const connection = useConnection();
  const names = volumes
    .map(({ name }) => name)
    .sort()
    .join('\n');
  const [sizes, setSizes] = useState<Sizes>({ bytes: new Map(), measuring: false });
  useEffect(() => {
    if (names === '') return;
    const end = new AbortController();
    setSizes((before) => ({ ...before, measuring: true }));
    connection
      .client()
      .volumes.sizes({}, { signal: end.signal })
      .then(
        (all) => new Map(all.map(({ name, sizeBytes }) => [name, sizeBytes])),
        () => undefined,
      )
      .then((bytes) => {
        if (!end.signal.aborted) setSizes((before) => ({ bytes: bytes ?? before.bytes, measuring: false }));
      });
    return () => end.abort();
  }, [connection, names]);
  return sizes;
}
