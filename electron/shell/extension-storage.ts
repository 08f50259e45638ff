import type * as Electron from 'electron';
import type { InstalledExtensions } from '../backend/extensions/installed-extensions.ts';
import { originName } from '../extension-pages/extension-origin.ts';

/**
 * Clears what the page of an extension has stored when that is removed, by a factory reset as well. What is installed
 * again has another session in any case: this is so that nothing stays on the disk.
 * @param options.session of an origin, by its name
 */
export function clearRemoved(options: {
  installed: Pick<InstalledExtensions, 'all' | 'onChange'>;
  session(name: string): Pick<Electron.Session, 'clearStorageData' | 'clearCache'>;
  warn(message: string, error: unknown): void;
}): void {
  const { installed, session, warn } = options;
  const names = () => new Set(installed.all().map(originName));
  let before = names();
  // For as long as Pier runs.
  installed.onChange(() => {
    const now = names();
    for (const name of before) {
      if (now.has(name)) continue;
      const gone = session(name);
      Promise.all([gone.clearStorageData(), gone.clearCache()]).catch((error) =>
        warn('What a removed extension had stored is still there.', error),
      );
    }
    before = now;
  });
}
