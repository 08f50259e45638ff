import { readFile, stat } from 'node:fs/promises';
import { extname } from 'node:path';

const TYPES: Readonly<Record<string, string>> = {
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.gif': 'image/gif',
  '.webp': 'image/webp',
};
/** A list has all of them in one message. In bytes. */
const LIMIT = 64 * 1024;

/** A picture as a `data:` address, for `<img>` alone: there nothing in it runs. undefined where it cannot be shown. */
export async function iconData(path: string): Promise<string | undefined> {
  const type = TYPES[extname(path)];
  if (!type) return undefined;
  try {
    const { size } = await stat(path);
    return size > LIMIT ? undefined : `data:${type};base64,${(await readFile(path)).toString('base64')}`;
  } catch {
    return undefined;
  }
}
