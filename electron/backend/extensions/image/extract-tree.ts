import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { copyFile, lstat, mkdir, readlink, realpath, rm, symlink } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { readableName } from '../../../../shared/byte-string.ts';
import { toDiskError } from '../../../../vm/disk-error.ts';
import type { TarPiece } from '../../engine/files/tar-entries.ts';

/** What an extension may take on this computer. */
export class ExtractBudget {
  #bytes: number;
  #entries: number;

  constructor(limits: { bytes: number; entries: number }) {
    this.#bytes = limits.bytes;
    this.#entries = limits.entries;
  }

  /** @throws BudgetError */
  take(bytes: number): void {
    this.#bytes -= bytes;
    this.#entries -= 1;
    if (this.#bytes < 0) throw new BudgetError('its files are too large');
    if (this.#entries < 0) throw new BudgetError('it has too many files');
  }
}

export class BudgetError extends Error {}

/**
 * Writes a tree of an archive into a folder that is empty or not there. Nothing is written outside, and nothing in it
 * leads outside: files first, then the links that stay within. Devices and pipes are left out, and names that this
 * computer cannot have. Resolves with how many files there are.
 * @param entries as archiveEntries() gives them: the first part of each name is that of the tree
 * @throws BudgetError; AppError `home_disk_full`, `home_not_writable`; Error where it is not a tar
 */
export async function extractTree(
  entries: AsyncIterable<TarPiece>,
  folder: string,
  budget: ExtractBudget,
): Promise<number> {
  const links: { path: string; target: string }[] = [];
  const copies: { path: string; of: string }[] = [];
  let files = 0;
  try {
    await mkdir(folder, { recursive: true, mode: 0o755 });
    for await (const { entry, body } of entries) {
      const path = within(folder, entry.name);
      // The root of the tree is the folder.
      if (path === undefined || (path === join(folder) && entry.type !== 'folder')) continue;
      budget.take(entry.size);
      if (entry.type === 'folder') {
        await mkdir(path, { recursive: true, mode: 0o755 });
      } else if (entry.type === 'file') {
        await writeFileOf(body, path, entry.mode & 0o111 ? 0o755 : 0o644);
        files += 1;
      } else if (entry.type === 'link') {
        links.push({ path, target: entry.linkTarget ?? '' });
      } else if (entry.type === 'hard link') {
        const of = within(folder, entry.linkTarget ?? '');
        if (of !== undefined) copies.push({ path, of });
      }
    }
    for (const { path, of } of copies) {
      const found = await lstat(of).catch(() => undefined);
      if (!found?.isFile()) continue;
      // Here each is a file of its own, and takes room.
      budget.take(found.size);
      await mkdir(dirname(path), { recursive: true });
      await copyFile(of, path);
      files += 1;
    }
    await makeLinks(folder, links);
  } catch (error) {
    throw toDiskError(error, folder);
  }
  return files;
}

/** Writes one file, and tells its SHA-256 in hexadecimal. */
export async function writeFileOf(
  body: AsyncIterable<Buffer>,
  path: string,
  mode: number,
): Promise<{ sha256: string; sizeBytes: number }> {
  await mkdir(dirname(path), { recursive: true, mode: 0o755 });
  const hash = createHash('sha256');
  let sizeBytes = 0;
  const counted = async function* () {
    for await (const chunk of body) {
      hash.update(chunk);
      sizeBytes += chunk.length;
      yield chunk;
    }
  };
  await pipeline(Readable.from(counted()), createWriteStream(path, { mode }));
  return { sha256: hash.digest('hex'), sizeBytes };
}

/**
 * A name of the tree in the folder; undefined for what leads outside or cannot be a name here.
 * @param name its first part is that of the tree, which the folder stands for
 */
export function within(folder: string, name: string, platform = process.platform): string | undefined {
  const parts = name
    .split('/')
    .slice(1)
    .filter((part) => part !== '' && part !== '.');
  const isBad = (part: string) =>
    part === '..' ||
    part.includes('\0') ||
    readableName(part) !== part ||
    (platform === 'win32' && /[<>:"\\|?*]|[ .]$/.test(part));
  return parts.some(isBad) ? undefined : join(folder, ...parts);
}

/**
 * Links are made when all files are there, so that none was written through one; then each that leads outside, or
 * nowhere, is removed again. One that leads through another is looked at as the system follows it.
 */
async function makeLinks(folder: string, links: readonly { path: string; target: string }[]): Promise<void> {
  const root = await realpath(folder);
  const made: string[] = [];
  for (const { path, target } of links) {
    // From the image's root: what it means there is not known here.
    if (target === '' || target.startsWith('/') || target.includes('\0')) continue;
    // Its folder may be a link itself by now, to wherever.
    const parent = await realpath(dirname(path)).catch(() => undefined);
    if (parent === undefined || !isBelow(parent, root)) continue;
    if (
      await symlink(target, path).then(
        () => true,
        () => false,
      )
    )
      made.push(path);
  }
  for (const path of made) {
    const to = await realpath(path).catch(() => undefined);
    if (to === undefined || !isBelow(to, root)) await rm(path, { force: true });
  }
  // What led through a link that is gone now leads nowhere.
  for (const path of made) {
    const isLink = await readlink(path).then(
      () => true,
      () => false,
    );
    if (isLink && (await realpath(path).catch(() => undefined)) === undefined)
      await rm(path, { force: true });
  }
}

function isBelow(path: string, root: string): boolean {
  const way = relative(root, path);
  return way === '' || (way !== '..' && !way.startsWith(`..${sep}`));
}
