import ownCatalogue from '../../../../assets/extension-catalogue.json' with { type: 'json' };
import type { ExtensionSource } from '../../../../shared/contract/extensions.ts';
import type { PierHandlers } from '../../../../shared/contract/index.ts';
import { isFilePath } from '../../../../shared/model/catalogue-address.ts';
import type { RegistryAccess } from '../../credentials/registry/registry-trust.ts';
import type { Logger } from '../../log/logger.ts';
import type { SettingsBook } from '../../settings/settings-book.ts';
import type { ExtensionStore } from '../extension-store.ts';
import { catalogueHandlers } from './catalogue-handlers.ts';
import { Catalogues } from './catalogues.ts';
import { fetchBytes } from './fetch-bytes.ts';
import { listedSource } from './listed-source.ts';
import { picturePath } from './parse-catalogue.ts';
import { Pictures } from './pictures.ts';

/** Where people find extensions. */
export interface Market {
  readonly handlers: PierHandlers['extensionCatalogue'];
  /** What catalogues have of it: see listedSource(). */
  listed(source: ExtensionSource): Promise<ExtensionSource | undefined>;
  dispose(): void;
}

export function openMarket(options: {
  store: ExtensionStore;
  settings: Pick<SettingsBook, 'current'>;
  access: () => RegistryAccess;
  tagsOf: (server: string, repository: string) => Promise<string[]>;
  log: Logger;
}): Market {
  const { store, settings, access, tagsOf, log } = options;
  const others = () => settings.current.extensionCatalogues;
  const catalogues = new Catalogues({
    own: JSON.stringify(ownCatalogue),
    others,
    folder: () => store.files.catalogues,
    fetch: (address, limits) => fetchBytes(address, { ...limits, access: access() }),
    log,
  });
  // What strangers name is asked over TLS, so that no plain service of this network is: but where a catalogue itself is.
  const allows = ({ protocol, host }: URL) =>
    protocol === 'https:' || others().some((each) => !isFilePath(each) && new URL(each).host === host);
  const pictures = new Pictures({
    folder: () => store.files.pictures,
    fetch: (address, limits) => fetchBytes(address, { ...limits, access: access(), allows }),
    pathOf: (url) => picturePath(url, others()),
  });
  // What is installed can be looked at without a network, too.
  const seen = new Set<string>();
  const keepPictures = () => {
    for (const { imageId, details } of store.all()) {
      if (seen.has(imageId)) continue;
      seen.add(imageId);
      for (const { url } of details?.screenshots ?? []) void pictures.get(url);
    }
  };
  return {
    handlers: catalogueHandlers({ catalogues, pictures, store, tagsOf }),
    listed: async (source) => listedSource((await catalogues.list()).entries, source),
    dispose: store.onChange(keepPictures),
  };
}
