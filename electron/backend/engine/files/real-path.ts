import type { FileEntry } from '../../../../shared/contract/files.ts';
import { fileRefused } from './file-errors.ts';

/** As many as the kernel follows. */
export const LINKS_FOLLOWED = 40;

/** Where a path leads to, the links among its folders and itself followed. What is not there leads nowhere. */
export async function realPath(
  path: string,
  stat: (path: string) => Promise<Pick<FileEntry, 'type' | 'linkTarget'> | undefined>,
): Promise<string> {
  const rest = path.split('/').filter(Boolean);
  let at = '/';
  let links = 0;
  for (let part = rest.shift(); part !== undefined; part = rest.shift()) {
    const next = resolve(at, part);
    const entry = part === '..' ? undefined : await stat(next);
    if (entry?.type !== 'link') {
      at = next;
      continue;
    }
    links += 1;
    if (links > LINKS_FOLLOWED) throw fileRefused(path, 'open', 'Too many links that lead to links');
    const target = entry.linkTarget ?? '';
    if (target.startsWith('/')) at = '/';
    rest.unshift(...target.split('/').filter((each) => each !== '' && each !== '.'));
  }
  return at;
}

/** A link's target from the folder it is in. ".." at the root stays there. */
export function resolve(folder: string, target: string): string {
  const parts = target.startsWith('/') ? [] : folder.split('/').filter(Boolean);
  for (const part of target.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
