import { type Dirent, promises as fs } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import type { HostEntry } from '../../../shared/contract/host-files.ts';
import { AppError } from '../../../shared/errors.ts';

/** More cannot be looked through; the path can still be typed. */
const ENTRIES_SHOWN = 2000;

/** Which files are told of, by name. */
const SORTS = {
  none: /^$(?!)/,
  dockerfiles: /dockerfile|containerfile/i,
  compose: /\.ya?ml$/i,
  archives: /\.(tgz|tar\.gz)$/i,
  all: /^/,
};

export interface HostFolder {
  path: string;
  parent?: string;
  home: string;
  entries: HostEntry[];
  truncated: boolean;
}

/** Folders and some files of this computer, for choosing one. @throws AppError `path_unreadable` */
export async function listHostFiles(options: {
  path?: string | undefined;
  files: keyof typeof SORTS;
  hidden: boolean;
}): Promise<HostFolder> {
  const home = homedir();
  const path = hostPath(options.path || home);
  let all: Dirent[];
  try {
    all = await fs.readdir(path, { withFileTypes: true });
  } catch (error) {
    throw unreadable('open the folder', path, error);
  }
  const visible = all.filter(({ name }) => options.hidden || !name.startsWith('.'));
  const kinds = await Promise.all(visible.map((entry) => kindOf(path, entry)));
  const entries = visible
    .map(({ name }, index) => ({ name, kind: kinds[index] }))
    .filter(
      (entry): entry is HostEntry =>
        entry.kind === 'folder' || (entry.kind === 'file' && SORTS[options.files].test(entry.name)),
    )
    .sort((a, b) => (a.kind === b.kind ? compareNames(a.name, b.name) : a.kind === 'folder' ? -1 : 1));
  const parent = dirname(path);
  return {
    path,
    ...(parent === path ? {} : { parent }),
    home,
    entries: entries.slice(0, ENTRIES_SHOWN),
    truncated: entries.length > ENTRIES_SHOWN,
  };
}

/** "~" is the home, and what is not absolute is refused: nobody knows where the backend was started. */
export function hostPath(path: string): string {
  const expanded = path === '~' || /^~[/\\]/.test(path) ? join(homedir(), path.slice(1)) : path;
  if (isAbsolute(expanded)) return resolve(expanded);
  throw new AppError(
    'path_unreadable',
    `Cannot open '${path}': it is not an absolute path.`,
    'Give the whole path, such as /home/me/project or ~/project.',
  );
}

/** Explains what a file system call threw. */
export function unreadable(verb: string, path: string, thrown: unknown): AppError {
  const { code = '', message = '' } = thrown as NodeJS.ErrnoException;
  const [cause, hint] = CAUSES[code] ?? [message, 'Choose another one.'];
  return new AppError('path_unreadable', `Cannot ${verb} '${path}': ${cause}.`, hint, { cause: thrown });
}

const CAUSES: Record<string, [string, string]> = {
  ENOENT: ['it is not there', 'Check the path. It is looked for on the computer that runs Pier.'],
  ENOTDIR: ['it is not a folder', 'Choose the folder it is in.'],
  EISDIR: ['it is a folder', 'Choose a file in it.'],
  EACCES: ['you may not read it', 'Give the user who runs Pier the right to read it.'],
  EPERM: ['you may not read it', 'Give the user who runs Pier the right to read it.'],
};

/** A link counts as what it leads to; one that leads nowhere is not shown. */
async function kindOf(folder: string, entry: Dirent): Promise<HostEntry['kind'] | undefined> {
  if (entry.isDirectory()) return 'folder';
  if (entry.isFile()) return 'file';
  if (!entry.isSymbolicLink()) return undefined;
  const target = await fs.stat(join(folder, entry.name)).catch(() => undefined);
  if (target?.isDirectory()) return 'folder';
  return target?.isFile() ? 'file' : undefined;
}

function compareNames(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true, sensitivity: 'base' }) || (a < b ? -1 : 1);
}
