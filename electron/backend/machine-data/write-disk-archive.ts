import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { toDiskError } from '../../../vm/disk-error.ts';
import { type CopyProgress, readExtents } from './copy-disk.ts';
import {
  ARCHIVE_END,
  ARCHIVE_VERSION,
  type ArchiveManifest,
  DIGEST_NAME,
  MANIFEST_NAME,
  padding,
  printMap,
  smallEntry,
  sparseHeader,
} from './disk-archive-format.ts';
import { requireRoom } from './disk-room.ts';
import { bytesOf, sparseExtents } from './sparse-extents.ts';

/** Images are compressed already as far as they go; what is left is quick to find. */
const LEVEL = 1;

/**
 * Writes a disk that nobody writes to into one file, which is there complete or not at all (0600).
 * @throws AppError home_disk_full, home_not_writable; the signal's reason
 */
export async function writeDiskArchive(options: {
  disk: string;
  to: string;
  /** Its name until it is complete, in the same folder. */
  part: string;
  pier: string;
  signal: AbortSignal;
  onProgress: (progress: CopyProgress) => void;
}): Promise<{ fileBytes: number; dataBytes: number; sha256: string }> {
  const { disk, to, part, signal } = options;
  let source: FileHandle | undefined;
  let isOurs = false;
  try {
    const extents = await sparseExtents(disk);
    const dataBytes = bytesOf(extents);
    // Half of it is what a mix of images and logs compresses to; a disk that gets full all the same is told then.
    await requireRoom(dirname(to), dataBytes / 2, 'write the export');
    const { size: diskBytes } = await stat(disk);
    const manifest: ArchiveManifest = {
      format: 'pier-data',
      version: ARCHIVE_VERSION,
      pier: options.pier,
      createdAt: new Date().toISOString(),
      diskBytes,
      dataBytes,
    };
    source = await open(disk, 'r');
    const digest = createHash('sha256');
    let sha256 = '';
    const parts = async function* (file: FileHandle) {
      yield smallEntry(MANIFEST_NAME, `${JSON.stringify(manifest, null, 2)}\n`);
      const map = printMap(extents, diskBytes);
      yield sparseHeader(map.length + dataBytes, diskBytes);
      digest.update(map);
      yield map;
      let currentBytes = 0;
      for await (const { bytes } of readExtents(file, extents)) {
        digest.update(bytes);
        yield bytes;
        currentBytes += bytes.length;
        options.onProgress({ currentBytes, totalBytes: dataBytes });
      }
      yield padding(dataBytes);
      sha256 = digest.digest('hex');
      yield smallEntry(DIGEST_NAME, `${sha256}\n`);
      yield ARCHIVE_END;
    };
    await pipeline(
      Readable.from(parts(source), { objectMode: true, highWaterMark: 2 }),
      createGzip({ level: LEVEL, chunkSize: 256 * 1024 }),
      // Nobody else's file is written over.
      createWriteStream(part, { mode: 0o600, flags: 'wx', flush: true }).once('open', () => {
        isOurs = true;
      }),
      { signal },
    );
    await rename(part, to);
    return { fileBytes: (await stat(to)).size, dataBytes, sha256 };
  } catch (error) {
    if (isOurs) await rm(part, { force: true }).catch(() => {});
    throw toDiskError(error, to);
  } finally {
    await source?.close();
  }
}
