import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * Names an image by what it is made from: the guest folder's files and the settings of the build. The same inputs
 * give the same key on every machine; what Debian's mirrors carry on that day is not part of it.
 */
export async function imageKey(guestFolder: string, settings: Record<string, string>): Promise<string> {
  const hash = createHash('sha256');
  hash.update(JSON.stringify(Object.entries(settings).sort()));
  const entries = await readdir(guestFolder, { recursive: true, withFileTypes: true });
  const paths = entries.filter((e) => e.isFile()).map((e) => join(e.parentPath, e.name));
  for (const path of paths.sort()) {
    const content = await readFile(path);
    const executable = ((await stat(path)).mode & 0o100) !== 0;
    // Lengths are part of it, so that text cannot move from one file to the next unseen.
    hash.update(`\n${path.slice(guestFolder.length + 1)} ${executable} ${content.length}\n`);
    hash.update(content);
  }
  return hash.digest('hex').slice(0, 16);
}
