import type { CatalogueEntry } from '../../../../shared/contract/extension-catalogue.ts';
import type { ExtensionSource } from '../../../../shared/contract/extensions.ts';
import { newestVersion } from '../../../../shared/model/extension-api-version.ts';
import { extensionReference, parseExtensionReference } from '../../../../shared/model/extension-id.ts';

/**
 * What catalogues have of what a person asks for, where only they may be installed from: an archive or image that one
 * lists, and where it names versions one of those. Without a version it is the newest of them. undefined for what no
 * catalogue has.
 */
export function listedSource(
  entries: readonly Pick<CatalogueEntry, 'repository' | 'versions' | 'archive'>[],
  source: ExtensionSource,
): ExtensionSource | undefined {
  if (source.kind === 'tar') {
    return entries.some(({ archive }) => archive === source.path) ? source : undefined;
  }
  const { repository, version } = parseExtensionReference(source.reference);
  const versions = entries.find((each) => each.repository === repository)?.versions;
  if (!versions) return undefined;
  if (versions.length === 0) return source;
  if (version !== undefined) return versions.includes(version) ? source : undefined;
  const newest = newestVersion(versions) ?? versions[0];
  return newest === undefined
    ? undefined
    : { kind: 'image', reference: extensionReference({ repository, version: newest }) };
}
