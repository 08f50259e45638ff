import { useMemo } from 'react';
import type { Extension } from '../../../shared/contract/extensions.ts';
import { useQuery } from '../../store/use-live.ts';

/** Newer versions of what is installed, by its id; none while it is not known, or offline. */
export function useNewerVersions(extensions: readonly Extension[]): ReadonlyMap<string, string> {
  const installed = extensions.map(({ image }) => image).join();
  const { value } = useQuery(
    async (client, signal) =>
      installed === '' ? { updates: [] } : await client.extensionCatalogue.updates({}, { signal }),
    [installed],
  );
  return useMemo(() => new Map(value?.updates.map(({ id, version }) => [id, version])), [value]);
}
