import { useEffect, useState } from 'react';
import { useConnection } from '../../../app/connection-context.tsx';
import { usePier } from '../../../store/store.ts';

export interface Pictures {
  /** By their addresses, as `data:` ones. */
  loaded: ReadonlyMap<string, string>;
  /** Some have not been answered yet. */
  isLoading: boolean;
}

const none: Pictures = { loaded: new Map(), isLoading: false };

/** Pictures of strangers, which the backend fetches: those that cannot be had are left out. */
export function usePictures(urls: readonly string[]): Pictures {
  const connection = useConnection();
  const connected = usePier((state) => state.connection.kind === 'open');
  const [pictures, setPictures] = useState<Pictures>({ ...none, isLoading: urls.length > 0 });
  const key = urls.join('\n');
  useEffect(() => {
    const wanted = key.split('\n').filter(Boolean);
    if (wanted.length === 0) {
      setPictures(none);
      return;
    }
    if (!connected) return;
    const end = new AbortController();
    const { signal } = end;
    setPictures(({ loaded }) => ({ loaded, isLoading: true }));
    const ask = async (url: string) => {
      // One that fails is as one that is not there.
      const { data } = await connection
        .client()
        .extensionCatalogue.picture({ url }, { signal })
        .catch(() => ({ data: undefined }));
      if (data === undefined || signal.aborted) return;
      setPictures(({ loaded, isLoading }) => ({ loaded: new Map(loaded).set(url, data), isLoading }));
    };
    void Promise.all(wanted.map(ask)).then(() => {
      if (!signal.aborted) setPictures(({ loaded }) => ({ loaded, isLoading: false }));
    });
    return () => end.abort();
  }, [connection, connected, key]);
  return pictures;
}
