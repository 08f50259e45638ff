import { useEffect, useState } from 'react';
import type { ImageItem, ImageSizes } from '../../../shared/contract/images.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { usePier } from '../../store/store.ts';

/** Images come and go in bursts: a build, a pull of many. In milliseconds. */
const SETTLE_MS = 400;

export interface KnownSizes {
  /** Of all images together; undefined until it is known. */
  totalBytes: number | undefined;
  byId: ReadonlyMap<string, ImageSizes['images'][number]>;
}

const nothing: KnownSizes = { totalBytes: undefined, byId: new Map() };

/**
 * What images share: asked after the list is shown, and again when other images are in it or the connection was lost.
 * Not known is no failure.
 */
export function useImageSizes(images: readonly ImageItem[]): KnownSizes {
  const connection = useConnection();
  const connected = usePier((state) => state.connection.kind === 'open');
  const [sizes, setSizes] = useState(nothing);
  const ids = images.map(({ id }) => id).join();
  useEffect(() => {
    if (ids === '') return setSizes(nothing);
    if (!connected) return;
    const abort = new AbortController();
    const ask = async () => {
      const answer = await connection.client().images.sizes({}, { signal: abort.signal });
      if (abort.signal.aborted) return;
      setSizes({
        totalBytes: answer.totalBytes,
        byId: new Map(answer.images.map((each) => [each.id, each])),
      });
    };
    const timer = setTimeout(() => ask().catch(() => {}), SETTLE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [ids, connection, connected]);
  return sizes;
}
