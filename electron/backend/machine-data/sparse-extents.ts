import { spawn } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';

/** A part of a file that has data. In bytes. */
export interface Extent {
  offset: number;
  length: number;
}

/**
 * The parts of a file that take space, in order; what lies between them is holes, which read as zeros. Node has no
 * SEEK_HOLE, and reading 64 GiB of holes takes minutes: GNU tar looks for them and writes its map before the data
 * (https://www.gnu.org/software/tar/manual/html_section/Sparse-Formats.html), then it is ended. Where that does not
 * work out, the whole file is one part: slower, and as right.
 */
export async function sparseExtents(path: string): Promise<Extent[]> {
  const { size } = await stat(path);
  if (size === 0) return [];
  return (await extentsByTar(path, size).catch(() => undefined)) ?? [{ offset: 0, length: size }];
}

const BLOCK = 512;

function extentsByTar(path: string, size: number): Promise<Extent[] | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      'tar',
      [
        ...['--create', '--file=-', '--format=posix', '--sparse', '--sparse-version=1.0'],
        ...['--hole-detection=seek', `--directory=${dirname(path)}`, '--', basename(path)],
      ],
      { stdio: ['ignore', 'pipe', 'ignore'], env: { PATH: process.env.PATH, LC_ALL: 'C' } },
    );
    let bytes = Buffer.alloc(0);
    const end = (extents: Extent[] | undefined) => {
      child.stdout.destroy();
      child.kill('SIGKILL');
      resolve(extents);
    };
    child.once('error', reject);
    child.stdout.on('data', (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      const map = parseSparseMap(bytes);
      if (map === 'more') return;
      end(map && isWithin(map, size) ? map : undefined);
    });
    child.stdout.once('error', reject);
    child.stdout.once('end', () => end(undefined));
  });
}

/** The map of the first file of an archive; "more" while it is not all there, undefined where there is none. */
function parseSparseMap(bytes: Buffer): Extent[] | 'more' | undefined {
  if (bytes.length < BLOCK) return 'more';
  // A file without holes has no map.
  const extraSize = Number.parseInt(bytes.toString('latin1', 124, 136), 8);
  if (bytes[156] !== 0x78 || Number.isNaN(extraSize)) return undefined;
  const start = 2 * BLOCK + Math.ceil(extraSize / BLOCK) * BLOCK;
  if (bytes.length < start) return 'more';
  if (!bytes.subarray(BLOCK, start - BLOCK).includes('GNU.sparse.major=1')) return undefined;
  const map = readMap(bytes.subarray(start));
  return map === 'more' ? map : map.extents;
}

/**
 * Decimal numbers, a line each: how many parts, then offset and length of each of them.
 * @returns also how many bytes that took; "more" while the map is not all there
 */
export function readMap(bytes: Buffer): { extents: Extent[]; bytes: number } | 'more' {
  let at = 0;
  const next = () => {
    const end = bytes.indexOf(0x0a, at);
    if (end < 0) return undefined;
    const number = Number(bytes.toString('latin1', at, end));
    at = end + 1;
    return number;
  };
  const count = next();
  if (count === undefined) return 'more';
  const extents: Extent[] = [];
  for (let index = 0; index < count; index++) {
    const offset = next();
    const length = next();
    if (offset === undefined || length === undefined) return 'more';
    // The last one marks the file's end and is empty.
    if (length !== 0) extents.push({ offset, length });
  }
  return { extents, bytes: at };
}

/** In order, none over the other, none behind the end. */
export function isWithin(extents: readonly Extent[], size: number): boolean {
  let end = 0;
  return extents.every(({ offset, length }) => {
    const fits = Number.isSafeInteger(offset) && Number.isSafeInteger(length) && length > 0 && offset >= end;
    end = offset + length;
    return fits && end <= size;
  });
}

export function bytesOf(extents: readonly Extent[]): number {
  return extents.reduce((sum, { length }) => sum + length, 0);
}
