import type { Extension, ExtensionSource, ExtensionsState } from '../../../shared/contract/extensions.ts';
import type { PierHandlers } from '../../../shared/contract/index.ts';
import { AppError } from '../../../shared/errors.ts';
import { EXTENSION_API_VERSION } from '../../../shared/model/extension-api-version.ts';
import type { EngineSource } from '../engine/engine-source.ts';
import type { LiveList, LiveUpdate } from '../engine/live-list.ts';
import { watchState } from '../watch-state.ts';
import { backendState, nextLook, type SeenService } from './backend/backend-states.ts';
import { labelDetails } from './catalogue/label-details.ts';
import type { ExtensionInstaller } from './extension-installer.ts';
import type { ExtensionOperations } from './extension-operations.ts';
import type { ExtensionRecord } from './extension-record.ts';
import type { ExtensionStore } from './extension-store.ts';
import type { ExtensionValidator } from './extension-validator.ts';
import { iconData } from './icon-data.ts';
import { previewItems } from './preview-items.ts';
import type { RunLog } from './run-log.ts';

export interface ExtensionsParts {
  store: ExtensionStore;
  runs: RunLog;
  operations: ExtensionOperations;
  installer: ExtensionInstaller;
  validator: ExtensionValidator;
  /** Followed while somebody watches. */
  containers: LiveList<SeenService>;
  /** Whether there are extensions at all. */
  areOn: () => boolean;
  /** Where the engine is. */
  source: Pick<EngineSource, 'current' | 'onChange'>;
  onlyMarketplace: () => boolean;
  /** What catalogues have of what a person asks for; undefined for nothing. */
  listed: (source: ExtensionSource) => Promise<ExtensionSource | undefined>;
  /** Called after each change of the two before. */
  onSettings: (listener: () => void) => () => void;
}

/** Implements `contract.extensions`. */
export function extensionsHandlers(parts: ExtensionsParts): PierHandlers['extensions'] {
  const { store, runs, operations, installer } = parts;
  const allowed = async (source: ExtensionSource): Promise<ExtensionSource> => {
    const listed = parts.onlyMarketplace() ? await parts.listed(source) : source;
    if (listed) return listed;
    throw onlyMarketplace(source.kind === 'image' ? source.reference : source.path);
  };
  return {
    watch: (_input, { signal }) => watchExtensions(parts, signal),
    async *preview({ source, updates: id }, { signal }) {
      const updates = id === undefined ? undefined : operations.require(id);
      yield* previewItems(installer, { source: await allowed(source), updates }, signal);
    },
    validate: ({ reference }, { signal }) => parts.validator.validate(reference, signal),
    install: async (request) => operations.install({ ...request, source: await allowed(request.source) }),
    update: async ({ id, ...options }) => {
      const reference = options.reference ?? operations.require(id).repository;
      const source = await allowed({ kind: 'image', reference });
      return operations.update(id, {
        ...options,
        ...(source.kind === 'image' && { reference: source.reference }),
      });
    },
    setEnabled: ({ id, enabled }) => operations.setEnabled(id, enabled),
    restart: ({ id }) => operations.restart(id),
    removal: ({ id }) => operations.removal(id),
    remove: ({ id, volumes }) => operations.remove(id, { volumes }),
    setPermissions: async ({ id, permissions }) => {
      operations.require(id);
      await store.change(id, { permissions });
      return {};
    },
    details: ({ id }) => operations.require(id).details ?? labelDetails(undefined),
    log: ({ id }, { signal }) => {
      operations.require(id);
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

/** All of them now and after each change, with how their containers are. Ends with the signal. */
async function* watchExtensions(
  parts: ExtensionsParts,
  signal: AbortSignal,
): AsyncGenerator<ExtensionsState, void, void> {
  const { store, operations, containers, source, onSettings } = parts;
  const end = new AbortController();
  const ended = AbortSignal.any([signal, end.signal]);
  let seen: LiveUpdate<SeenService> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let ring = () => {};
  const reading = (async () => {
    for await (const update of containers.watch(ended)) {
      seen = update;
      ring();
    }
  })();
  const lookAgain = () => {
    clearTimeout(timer);
    const wait = nextLook(seen, Date.now());
    if (wait !== undefined) timer = setTimeout(() => ring(), wait);
  };
  try {
    yield* watchState({
      signal,
      onChange: (listener) => {
        ring = listener;
        const ends = [store, operations, source].map((each) => each.onChange(listener));
        ends.push(onSettings(listener));
        return () => {
          for (const each of ends) each();
        };
      },
      read: async () => {
        lookAgain();
        return await currentState(parts, seen);
      },
    });
  } finally {
    clearTimeout(timer);
    end.abort();
    await reading;
  }
}

async function currentState(
  { store, operations, areOn, source }: ExtensionsParts,
  seen: LiveUpdate<SeenService> | undefined,
): Promise<ExtensionsState> {
  const { busy } = operations;
  const extensions = store.all().map((record) => {
    const isBusy = operations.isBusy(record.id);
    const options = { isBusy, failure: operations.failureOf(record.id), now: Date.now() };
    const backend = backendState({ ...record, enabled: record.enabled && areOn() }, seen, options);
    return toExtension(record, backend, store);
  });
  return {
    extensions: await Promise.all(extensions),
    apiVersion: EXTENSION_API_VERSION,
    busy: busy.map(({ id, taskId }) => ({ id, ...(taskId && { taskId }) })),
    areOn: areOn(),
    hasEngine: source.current() !== undefined,
  };
}

async function toExtension(
  record: ExtensionRecord,
  backend: Extension['backend'],
  { files }: ExtensionStore,
): Promise<Extension> {
  const { id, repository, image, imageId, version, title, description, vendor, enabled } = record;
  const { permissions, abilities, installedAt, updatedAt, hasUi, metadata, dev } = record;
  const tab = hasUi ? metadata.ui?.['dashboard-tab'] : undefined;
  const icon = record.icon && (await iconData(files.of(id).icon(record.icon)));
  return {
    ...{ id, repository, image, imageId, version, title, description, vendor, enabled },
    ...{ permissions, abilities, installedAt, updatedAt },
    ...(dev && Object.keys(dev).length > 0 && { dev }),
    ...(icon && { icon }),
    ...(tab && { page: { title: tab.title } }),
    ...(backend && { backend }),
  };
}

function onlyMarketplace(name: string): AppError {
  return new AppError(
    'forbidden',
    `Cannot install '${name}': only those that a catalogue lists are allowed here, in the versions that it names.`,
    'Change that in Settings > Extensions, or install one of the marketplace.',
  );
}
