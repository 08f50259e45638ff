import type { PierHandlers } from '../../../../shared/contract/index.ts';
import { extensionId, parseExtensionReference } from '../../../../shared/model/extension-id.ts';
import type { ExtensionStore } from '../extension-store.ts';
import { bundledVersions, isOwnExtension } from '../source/bundled-extension.ts';
import { registryOf } from '../source/obtain-image.ts';
import type { Catalogues } from './catalogues.ts';
import { newerVersion, sortVersions } from './newer-versions.ts';
import type { Pictures } from './pictures.ts';

/** More than anybody looks through. */
const MOST_VERSIONS = 200;
/** How long the tags of a registry stay good, in milliseconds. */
const TAGS_MS = 15 * 60 * 1000;

export interface CatalogueParts {
  catalogues: Catalogues;
  pictures: Pictures;
  store: ExtensionStore;
  tagsOf: (server: string, repository: string) => Promise<string[]>;
  /** Of an extension that comes with Pier. */
  ownVersions?: (repository: string) => string[];
}

/** Implements `contract.extensionCatalogue`. */
export function catalogueHandlers(parts: CatalogueParts): PierHandlers['extensionCatalogue'] {
  const { catalogues, pictures, store, ownVersions = bundledVersions } = parts;
  const tags = keepTags(parts.tagsOf);
  return {
    list: (options) => catalogues.list(options),
    picture: async ({ url }) => {
      const data = await pictures.get(url);
      return data === undefined ? {} : { data };
    },
    versions: async ({ repository }) => ({
      versions: sortVersions(await tags(parseExtensionReference(repository).repository)).slice(
        0,
        MOST_VERSIONS,
      ),
    }),
    updates: async () => {
      const { entries } = await catalogues.list();
      const updates = await Promise.all(
        store.all().map(async ({ repository, version }) => {
          const listed = entries.find((entry) => entry.repository === repository)?.versions ?? [];
          const there = async () => {
            if (isOwnExtension(repository)) return ownVersions(repository);
            return listed.length > 0 ? listed : await tags(repository).catch(() => []);
          };
          const newer = newerVersion(version, await there());
          return newer ? [{ id: extensionId(repository), version: newer }] : [];
        }),
      );
      return { updates: updates.flat() };
    },
  };
}

/** Asks a registry once in a while; what it refuses is not kept. */
function keepTags(tagsOf: CatalogueParts['tagsOf']): (repository: string) => Promise<string[]> {
  const kept = new Map<string, { at: number; tags: Promise<string[]> }>();
  return (repository) => {
    const known = kept.get(repository);
    if (known && Date.now() - known.at < TAGS_MS) return known.tags;
    const { server, path } = registryOf(repository);
    const tags = tagsOf(server, path);
    kept.set(repository, { at: Date.now(), tags });
    tags.catch(() => kept.delete(repository));
    return tags;
  };
}
