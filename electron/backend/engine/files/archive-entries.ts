import { readableName } from '../../../../shared/byte-string.ts';
import { nameOf } from '../../../../shared/file-path.ts';
import type { EngineClient } from '../engine-client.ts';
import { openArchive } from './open-archive.ts';
import { type TarPiece, tarEntries } from './tar-entries.ts';

/**
 * What is at a path, in the order of the tree. The first part of each name, and of each hard link's target, is the
 * name of what was asked for, "" for the root.
 */
export async function* archiveEntries(
  client: EngineClient,
  id: string,
  path: string,
  signal?: AbortSignal,
): AsyncGenerator<TarPiece, void, void> {
  // Some engines lose the bytes of a name that are no UTF-8: it is looked for in the folder above it.
  const from = wellFormedPartOf(path);
  const inside = path.slice(from === '/' ? 1 : from.length + 1);
  let root: string | undefined;
  let isFound = false;
  for await (const { entry, body } of tarEntries(await openArchive(client, id, from, signal))) {
    // An archive begins with what was asked for.
    root ??= entry.name;
    const name = below(entry.name, root);
    const isInside = inside === '' || name === inside || name.startsWith(`${inside}/`);
    // The order is that of the tree.
    if (isFound && !isInside) return;
    if (!isInside) continue;
    isFound = true;
    const renamed = (text: string) => {
      const rest = below(text, root ?? '')
        .slice(inside.length)
        .replace(/^\//, '');
      return rest === '' ? nameOf(path) : `${nameOf(path)}/${rest}`;
    };
    const target = entry.type === 'hard link' ? { linkTarget: renamed(entry.linkTarget ?? '') } : {};
    yield { entry: { ...entry, ...target, name: renamed(entry.name) }, body };
  }
}

/** "b/c" of "a/b/c" below "a". */
function below(name: string, root: string): string {
  return name.slice(root.length).replace(/^\/+/, '');
}

/** The path up to the first part with bytes that are no UTF-8. */
function wellFormedPartOf(path: string): string {
  const parts = path.split('/');
  const bad = parts.findIndex((part) => readableName(part) !== part);
  return bad < 0 ? path : parts.slice(0, bad).join('/') || '/';
}
