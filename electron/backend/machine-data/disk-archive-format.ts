import { z } from 'zod';
import type { Extent } from './sparse-extents.ts';

/**
 * An export is a gzipped tar, so that it can be opened without Pier: `tar -xSzf`. In this order: what it is, the data
 * disk as GNU's sparse file 1.0 (a map of the parts that have data, then these), and the SHA-256 of map and data,
 * which is known only when all was read.
 */
export const MANIFEST_NAME = 'pier-data.json';
export const DISK_NAME = 'data.raw';
export const DIGEST_NAME = 'data.raw.sha256';
export const ARCHIVE_VERSION = 1;

export const archiveManifest = z.looseObject({
  format: z.literal('pier-data'),
  version: z.number().int(),
  /** Of the Pier that wrote it. */
  pier: z.string(),
  /** ISO 8601. */
  createdAt: z.string(),
  /** What the machine sees. */
  diskBytes: z.number().int().positive(),
  /** What of it has data. */
  dataBytes: z.number().int().nonnegative(),
});

export type ArchiveManifest = z.infer<typeof archiveManifest>;

const BLOCK = 512;
const SIZE_LIMIT = 8 ** 11;

/** The map as it stands before the data, padded to whole blocks. */
export function printMap(extents: readonly Extent[], diskBytes: number): Buffer {
  const parts = [...extents, { offset: diskBytes, length: 0 }];
  const text = [parts.length, ...parts.flatMap(({ offset, length }) => [offset, length])].join('\n');
  return padded(Buffer.from(`${text}\n`, 'latin1'));
}

/** The headers of the disk's entry. @param size of map and data */
export function sparseHeader(size: number, diskBytes: number): Buffer {
  const records = [
    ['GNU.sparse.major', '1'],
    ['GNU.sparse.minor', '0'],
    ['GNU.sparse.name', DISK_NAME],
    ['GNU.sparse.realsize', String(diskBytes)],
    ...(size >= SIZE_LIMIT ? [['size', String(size)]] : []),
  ];
  const content = Buffer.from(records.map(([key, value]) => record(`${key}=${value}`)).join(''), 'latin1');
  return Buffer.concat([
    plainHeader(`PaxHeaders/${DISK_NAME}`, content.length, 'x'),
    padded(content),
    plainHeader(`GNUSparseFile.0/${DISK_NAME}`, size >= SIZE_LIMIT ? 0 : size, '0'),
  ]);
}

/** A small file with its header. */
export function smallEntry(name: string, text: string): Buffer {
  const content = Buffer.from(text);
  return Buffer.concat([plainHeader(name, content.length, '0'), padded(content)]);
}

/** How many zeros follow so that the next header begins a block. */
export function padding(size: number): Buffer {
  return Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);
}

export const ARCHIVE_END = Buffer.alloc(2 * BLOCK);

function padded(content: Buffer): Buffer {
  return Buffer.concat([content, padding(content.length)]);
}

/** "<length> <text>\n", where the length counts itself: pax(1). */
function record(text: string): string {
  const rest = text.length + 2;
  let length = rest + 1;
  while (String(length).length + rest !== length) length = String(length).length + rest;
  return `${length} ${text}\n`;
}

/** https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_06 */
function plainHeader(name: string, size: number, type: string): Buffer {
  const header = Buffer.alloc(BLOCK);
  const octal = (value: number, length: number) => `${value.toString(8).padStart(length - 1, '0')}\0`;
  header.write(name, 0, 'latin1');
  header.write(octal(0o600, 8), 100, 'latin1');
  header.write(octal(0, 8), 108, 'latin1');
  header.write(octal(0, 8), 116, 'latin1');
  header.write(octal(size, 12), 124, 'latin1');
  header.write(octal(Math.floor(Date.now() / 1000), 12), 136, 'latin1');
  header.write(' '.repeat(8), 148, 'latin1');
  header.write(type, 156, 'latin1');
  header.write('ustar\x0000', 257, 'latin1');
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}
