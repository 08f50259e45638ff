import type { Extension } from '../../../shared/contract/extensions.ts';
import type { PierHandlers } from '../../../shared/contract/index.ts';
import { AppError } from '../../../shared/errors.ts';
import { EXTENSION_API_VERSION } from '../../../shared/model/extension-api-version.ts';
import { watchState } from '../watch-state.ts';
import type { ExtensionRecord } from './extension-record.ts';
import type { ExtensionStore } from './extension-store.ts';
import type { RunLog } from './run-log.ts';

export interface ExtensionsParts {
  store: ExtensionStore;
  runs: RunLog;
}

/** Implements `contract.extensions`. */
export function extensionsHandlers({ store, runs }: ExtensionsParts): PierHandlers['extensions'] {
  return {
    watch: (_input, { signal }) =>
      watchState({
        signal,
        onChange: (listener) => store.onChange(listener),
        read: () => ({
          extensions: store.all().map((record) => toExtension(record)),
          apiVersion: EXTENSION_API_VERSION,
          busy: [],
        }),
      }),
    setPermissions: async ({ id, permissions }) => {
      requireExtension(store, id);
      await store.change(id, { permissions });
      return {};
    },
    log: ({ id }, { signal }) => {
      requireExtension(store, id);
      return watchState({
        signal,
        onChange: (listener) =>
          runs.onChange((changed) => {
            if (changed === id) listener();
          }),
        read: async () => ({ entries: await runs.entries(id) }),
      });
    },
  };
}

/** @throws AppError `extension_not_found` */
export function requireExtension(store: ExtensionStore, id: string): ExtensionRecord {
  const record = store.find(id);
  if (record) return record;
  throw new AppError(
    'extension_not_found',
    `Find the extension '${id}': it is not installed.`,
    'The list of extensions shows those there are.',
  );
}

function toExtension(record: ExtensionRecord): Extension {
  const { id, repository, image, imageId, version, title, description, vendor, hasUi, metadata } = record;
  const { enabled, permissions, abilities, installedAt, updatedAt, backend } = record;
  const tab = hasUi ? metadata.ui?.['dashboard-tab'] : undefined;
  return {
    id,
    repository,
    image,
    imageId,
    version,
    title,
    description,
    vendor,
    ...(tab && { page: { title: tab.title } }),
    ...(backend && { backend: { project: backend.project, state: 'unknown', services: [] } }),
    enabled,
    permissions,
    abilities,
    installedAt,
    updatedAt,
  };
}
