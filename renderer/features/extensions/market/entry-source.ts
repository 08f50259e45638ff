import type { CatalogueEntry } from '../../../../shared/contract/extension-catalogue.ts';
import type { ExtensionSource } from '../../../../shared/contract/extensions.ts';
import { extensionReference } from '../../../../shared/model/extension-id.ts';

/** Where an entry is installed from: its file, else its image. @param version else the first that the catalogue names, else the newest */
export function entrySource(
  { repository, archive, versions }: Pick<CatalogueEntry, 'repository' | 'archive' | 'versions'>,
  version: string | undefined = versions[0],
): ExtensionSource {
  if (archive !== undefined) return { kind: 'tar', path: archive };
  return { kind: 'image', reference: version ? extensionReference({ repository, version }) : repository };
}
