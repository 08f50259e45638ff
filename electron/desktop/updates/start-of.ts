import type { BaseUpdater } from 'electron-updater';
import { AppError } from '../../../shared/errors.ts';

/** How electron-updater starts programs: it is protected, and nobody waits for it. */
interface Starts {
  spawnLog(program: string, args?: string[], env?: object, stdio?: unknown): Promise<boolean>;
}

/**
 * Has an updater start no program with more rights: where an installer cannot be run, electron-updater tries it through
 * its elevate.exe, which asks Windows for an administrator's.
 * @returns whether what it started last did start: to be asked after `install`
 */
export function startOf(updater: BaseUpdater): () => Promise<unknown> {
  const starts = updater as unknown as Starts;
  const start = starts.spawnLog.bind(updater);
  let last: Promise<unknown> = Promise.resolve();
  starts.spawnLog = (program, ...rest) => {
    if (/[\\/]elevate\.exe$/i.test(program)) return Promise.reject(elevates());
    const started = start(program, ...rest);
    last = started;
    return started;
  };
  return () => last;
}

function elevates(): AppError {
  return new AppError(
    'update_refused',
    'Install the update: it asks for the rights of an administrator.',
    'Pier never updates itself with those. Download the installer, and run it by hand.',
  );
}
