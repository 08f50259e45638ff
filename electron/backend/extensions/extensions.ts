import type { PierHandlers } from '../../../shared/contract/index.ts';
import { AppError } from '../../../shared/errors.ts';
import type { Logger } from '../log/logger.ts';
import { ExtensionStore } from './extension-store.ts';
import { extensionsHandlers } from './extensions-handlers.ts';
import { InstalledExtensions } from './installed-extensions.ts';
import { RunLog } from './run-log.ts';

/** Extensions of Docker Desktop on Pier's own engine. */
export interface Extensions {
  readonly handlers: PierHandlers['extensions'];
  /** For their pages. */
  readonly installed: InstalledExtensions;
  /** Their folder was removed. */
  forgetAll(): void;
  dispose(): Promise<void>;
}

/** @param options.root the folder of all of them */
export async function openExtensions(options: { root: string; log: Logger }): Promise<Extensions> {
  const { root, log } = options;
  const store = new ExtensionStore({ root, log });
  await store.load();
  const runs = new RunLog({ files: store.files, log });
  const installed = new InstalledExtensions({
    store,
    runs,
    connect: async ({ title }) => {
      const what = `Connect to the backend of '${title}': it does not run.`;
      throw new AppError('extension_backend_down', what, 'Start the engine, and look at its containers.');
    },
  });
  return {
    handlers: extensionsHandlers({ store, runs }),
    installed,
    forgetAll: () => store.forgetAll(),
    dispose: () => runs.dispose(),
  };
}
