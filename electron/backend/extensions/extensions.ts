import { setTimeout as sleep } from 'node:timers/promises';
import type { PierHandlers } from '../../../shared/contract/index.ts';
import { AppError } from '../../../shared/errors.ts';
import type { PierFiles } from '../../../vm/files.ts';
import type { LoginsForPrograms } from '../credentials/program-logins.ts';
import type { RegistryAccess } from '../credentials/registry/registry-trust.ts';
import type { Engine } from '../engine/engine.ts';
import type { EngineSource } from '../engine/engine-source.ts';
import type { Logger } from '../log/logger.ts';
import type { SettingsBook } from '../settings/settings-book.ts';
import type { TaskRegistry } from '../tasks/task-registry.ts';
import { GUEST_SERVICES } from './backend/backend-model.ts';
import { extensionContainers } from './backend/backend-states.ts';
import { ExtensionBackends } from './backend/extension-backends.ts';
import { ExtensionCompose } from './backend/extension-compose.ts';
import { openMarket } from './catalogue/market.ts';
import { ExtensionInstaller } from './extension-installer.ts';
import type { ExtensionObjects } from './extension-objects.ts';
import { ExtensionOperations } from './extension-operations.ts';
import { ExtensionStore } from './extension-store.ts';
import { ExtensionValidator } from './extension-validator.ts';
import { extensionsHandlers } from './extensions-handlers.ts';
import { InstalledExtensions } from './installed-extensions.ts';
import { keepBackendsUp } from './keep-backends-up.ts';
import { recoverWork } from './recover-work.ts';
import { RunLog } from './run-log.ts';
import { ServiceSockets } from './socket/service-sockets.ts';
import { tagsOfOthers } from './source/bundled-extension.ts';
import { ImageLeases } from './source/image-leases.ts';

/** Extensions of Docker Desktop, on Pier's own engine. */
export interface Extensions {
  readonly handlers: PierHandlers['extensions'];
  readonly catalogueHandlers: PierHandlers['extensionCatalogue'];
  /** For their pages. */
  readonly installed: InstalledExtensions;
  /** Their folder was removed. */
  forgetAll(): Promise<void>;
  dispose(): Promise<void>;
}

export interface ExtensionsOptions {
  files: PierFiles;
  engine: Engine;
  source: EngineSource;
  /** The engine's, for programs. */
  dockerSocket: string;
  /** False where the engine is not ours: containers must be told who this computer is. */
  hasMachine: boolean;
  /** Marks what is made on the engine. */
  owner: string;
  tasks: TaskRegistry;
  settings: Pick<SettingsBook, 'current' | 'onChange'>;
  tagsOf: (server: string, repository: string) => Promise<string[]>;
  /** How the servers of catalogues and pictures are reached. */
  access: () => RegistryAccess;
  logins: LoginsForPrograms;
  cacheDir: string;
  env: NodeJS.ProcessEnv;
  log: Logger;
  /** Told what is installed. */
  objects?: ExtensionObjects;
}

/** Puts right what a backend that was killed left. */
export async function openExtensions(options: ExtensionsOptions): Promise<Extensions> {
  const { files, engine, source, tasks, settings, owner, dockerSocket, log } = options;
  const { cacheDir, env, logins, hasMachine } = options;
  const tagsOf = tagsOfOthers(options.tagsOf);
  const store = new ExtensionStore({ root: files.extensions, log });
  const remains = await recoverWork(store.files, log);
  await store.load();
  options.objects?.follow(store);
  const runs = new RunLog({ files: store.files, log });
  const sockets = new ServiceSockets({ engine });
  const compose = new ExtensionCompose({ bin: files.bin, cacheDir, env, dockerSocket, logins });
  const backends = new ExtensionBackends({ engine, compose, sockets, owner, knowsHost: hasMachine, log });
  const leases = new ImageLeases({ engine, log });
  const areOn = () => settings.current.extensionsEnabled;
  const installer = new ExtensionInstaller({
    ...{ store, engine, compose, backends, leases, tagsOf, areOn, owner, log },
  });
  const validator = new ExtensionValidator({ store, engine, leases, tagsOf, owner });
  const operations = new ExtensionOperations({
    ...{ store, runs, engine, tasks, backends, installer, leases, areOn },
  });
  const containers = extensionContainers(engine);
  const keeper = keepBackendsUp({
    ...{ store, operations, backends, leases, engine, source, settings, areOn, remains, log },
  });
  const installed = new InstalledExtensions({
    store,
    runs,
    switch: { areOn, onChange: (listener) => settings.onChange(listener) },
    connect: async ({ id, title, backend }, signal) => {
      if (!areOn() || !store.find(id)?.enabled) {
        const what = `Connect to the backend of '${title}': the extension is disabled.`;
        throw new AppError('extension_backend_down', what, 'Enable it.');
      }
      const { socket, socketContainer } = backend ?? {};
      if (socket === undefined || socketContainer === undefined) {
        const what = `Connect to the backend of '${title}': it has no socket.`;
        throw new AppError('extension_backend_down', what, 'Ask the publisher of the extension.');
      }
      const path = `${GUEST_SERVICES}/${socket}`;
      return await sockets.connect({ container: socketContainer, path, title }, signal);
    },
  });
  const market = openMarket({ store, settings, access: options.access, tagsOf, log });
  return {
    catalogueHandlers: market.handlers,
    handlers: extensionsHandlers({
      ...{ store, runs, operations, installer, validator, containers, areOn, source },
      onlyMarketplace: () => settings.current.onlyMarketplaceExtensions,
      listed: market.listed,
      onSettings: (listener) => settings.onChange(listener),
    }),
    installed,
    async forgetAll() {
      store.forgetAll();
      await runs.forgetAll();
    },
    async dispose() {
      await Promise.race([keeper.dispose(), sleep(END_MS, undefined, { ref: false })]);
      sockets.dispose();
      market.dispose();
      await runs.dispose();
    },
  };
}

/** Time for what brings containers up to end, in milliseconds. */
const END_MS = 5000;
