import { useRef } from 'react';
import type { Catalogue, CatalogueEntry } from '../../../../shared/contract/extension-catalogue.ts';
import { type Query, useQuery } from '../../../store/use-live.ts';

export interface Market extends Query<{ entries: CatalogueEntry[]; catalogues: Catalogue[] }> {
  /** Reads the catalogues anew, also those that were read lately. */
  refresh(): void;
}

/** What the catalogues offer. */
export function useMarket(): Market {
  const anew = useRef(false);
  const query = useQuery((client, signal) => {
    const refresh = anew.current;
    anew.current = false;
    return client.extensionCatalogue.list({ refresh }, { signal });
  }, []);
  const refresh = () => {
    anew.current = true;
    query.again();
  };
  return { ...query, refresh };
}
