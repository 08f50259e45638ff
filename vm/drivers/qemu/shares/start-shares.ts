import { type ErrorData, toAppError } from '../../../../shared/errors.ts';
import type { PierFiles } from '../../../files.ts';
import { foldersThere } from '../../guest/share-folders.ts';
import type { DriverLog } from '../../host/driver-log.ts';
import { findShareTools } from './find-virtiofsd.ts';
import type { VirtiofsdOptions } from './share-command.ts';
import { ShareDaemon } from './share-daemon.ts';

/** What serves the host's folders to a machine. */
export interface SharesOfMachine {
  daemon: ShareDaemon | undefined;
  /** Why there is none although there should be. */
  failure?: ErrorData;
}

/** Starts what a new machine's shared folders need. Never rejects: a machine without them is better than none. */
export async function startShares(options: {
  files: PierFiles;
  env: NodeJS.ProcessEnv;
  log: DriverLog;
  /** undefined for a machine that shares nothing, and never will. */
  folders: readonly string[] | undefined;
  virtiofsdArguments?: ((options: VirtiofsdOptions) => string[]) | undefined;
}): Promise<SharesOfMachine> {
  const { files, env, log } = options;
  try {
    await ShareDaemon.clear(files);
    if (!options.folders) return { daemon: undefined };
    const [tools, folders] = await Promise.all([
      findShareTools(env),
      foldersThere(options.folders, files.home),
    ]);
    const wanted = { folders, generation: 0 };
    return { daemon: await ShareDaemon.start(files, tools, wanted, options.virtiofsdArguments) };
  } catch (thrown) {
    const failure = toAppError(thrown).toData();
    log.warn(failure.message, { hint: failure.hint });
    return { daemon: undefined, failure };
  }
}
