import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { PierHandlers } from '../../../shared/contract/index.ts';
import { AppError } from '../../../shared/errors.ts';

export interface PathChoice {
  kind: 'folder' | 'file';
  title: string;
  /** Absolute, and there. */
  start: string | undefined;
  extensions: { name: string; list: string[] } | undefined;
}

/** What a host with windows of its own can do. */
export interface DesktopServices {
  /** undefined where the person chose nothing. */
  choosePath(choice: PathChoice): Promise<string | undefined>;
  reveal(path: string): void;
}

/** Implements `contract.desktop`. @param services none where the host is no desktop app */
export function desktopHandlers(services: DesktopServices | undefined): PierHandlers['desktop'] {
  const desktop = () => {
    if (services) return services;
    throw new AppError(
      'capability_missing',
      'Open a window of the system: Pier runs without one here.',
      'Use the desktop app for it, or type the path.',
    );
  };
  return {
    async choosePath({ kind, title, start, extensions }) {
      const { choosePath } = desktop();
      const path = await choosePath({ kind, title, start: await whatIsThere(start), extensions });
      return path === undefined ? {} : { path };
    },
    async reveal({ path }) {
      const { reveal } = desktop();
      if (!(await whatIsThere(path))) {
        throw new AppError('file_not_found', `Show '${path}': it is not there.`, 'It may have been moved.');
      }
      reveal(path);
      return {};
    },
  };
}

/** The path where something is; "~" is the person's home. A relative one could be anywhere. */
async function whatIsThere(path: string | undefined): Promise<string | undefined> {
  if (!path) return undefined;
  const full = /^~(?=$|[/\\])/.test(path) ? join(homedir(), path.slice(1)) : path;
  if (!isAbsolute(full)) return undefined;
  return stat(full).then(
    () => full,
    () => undefined,
  );
}
