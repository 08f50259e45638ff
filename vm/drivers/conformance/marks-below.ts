import { readdir, stat } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** Every file and folder below `dir`, with what shows that it is the same one and was not written since. */
export async function marksBelow(dir: string): Promise<Record<string, string>> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true }).catch(() => []);
  const marks = entries.map(async (entry) => {
    const path = join(entry.parentPath, entry.name);
    const { ino, size, mtimeMs, mode } = await stat(path);
    // A folder's time changes with what is made beside a file to take its place.
    const mark = entry.isDirectory() ? [mode.toString(8)] : [ino, size, mtimeMs, mode.toString(8)];
    return [relative(dir, path), mark.join(' ')] as const;
  });
  return Object.fromEntries(await Promise.all(marks));
}
