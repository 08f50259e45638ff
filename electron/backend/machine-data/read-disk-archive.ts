import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { type Extract, extract } from 'tar-stream';
import { AppError } from '../../../shared/errors.ts';
import { toDiskError } from '../../../vm/disk-error.ts';
import { type CopyProgress, writeSparse } from './copy-disk.ts';
import {
  ARCHIVE_VERSION,
  type ArchiveManifest,
  archiveManifest,
  DIGEST_NAME,
  DISK_NAME,
  MANIFEST_NAME,
} from './disk-archive-format.ts';
import { requireRoom } from './disk-room.ts';
import { bytesOf, type Extent, isWithin, readMap } from './sparse-extents.ts';

/** More parts than a disk ever has; a file that claims more is none of ours. */
const MAP_LIMIT = 64 * 1024 ** 2;
const BLOCK = 512;

type Entry = Extract extends AsyncIterable<infer E> ? E : never;

/**
 * Makes a disk of an export, and checks all of it: what is left is whole, or nothing. Give its reader alone a name that
 * nobody uses.
 * @throws AppError data_export_invalid with what is wrong with the file, path_unreadable, home_disk_full
 */
export async function readDiskArchive(options: {
  archive: string;
  to: string;
  signal: AbortSignal;
  onProgress: (progress: CopyProgress) => void;
}): Promise<ArchiveManifest> {
  const { archive, to, signal } = options;
  const file = await open(archive, 'r').catch((error: NodeJS.ErrnoException) => {
    throw new AppError(
      'path_unreadable',
      `Cannot read '${archive}': ${error.code === 'ENOENT' ? 'it is not there' : error.message}.`,
      'Choose a file that an export has written.',
    );
  });
  let target: FileHandle | undefined;
  try {
    target = await open(to, 'w', 0o600);
    const reader = new ArchiveReader(archive, target, dirname(to), options.onProgress);
    const entries = extract();
    const reading = reader.read(entries);
    // A failure of the reader ends the pipeline, whose own error says less.
    reading.catch((error) => entries.destroy(error as Error));
    const stream = createReadStream('', { fd: file, autoClose: false, highWaterMark: 1024 ** 2 });
    const [piped, read] = await Promise.allSettled([
      pipeline(stream, createGunzip({ chunkSize: 256 * 1024 }), entries, { signal }),
      reading,
    ]);
    signal.throwIfAborted();
    if (read.status === 'rejected' && read.reason instanceof AppError) throw read.reason;
    if (piped.status === 'rejected') throw damaged(archive, piped.reason);
    if (read.status === 'rejected') throw damaged(archive, read.reason);
    await target.sync();
    return read.value;
  } catch (error) {
    await target?.close();
    target = undefined;
    await rm(to, { force: true }).catch(() => {});
    throw toDiskError(error, to);
  } finally {
    await target?.close();
    await file.close();
  }
}

/** Only the manifest, for who is asked whether to import it. @throws AppError as readDiskArchive() */
export async function readArchiveManifest(archive: string): Promise<ArchiveManifest> {
  const stop = new AbortController();
  const entries = extract();
  const reading = (async () => {
    for await (const entry of entries) {
      const manifest = await readManifest(archive, entry);
      stop.abort();
      return manifest;
    }
    throw invalid(archive, 'it is empty');
  })();
  reading.catch(() => stop.abort());
  const piping = pipeline(createReadStream(archive), createGunzip(), entries, { signal: stop.signal });
  const [piped, read] = await Promise.allSettled([piping, reading]);
  if (read.status === 'fulfilled') return read.value;
  if (read.reason instanceof AppError) throw read.reason;
  const reason = piped.status === 'rejected' ? piped.reason : read.reason;
  if (['ENOENT', 'EACCES', 'EISDIR'].includes((reason as NodeJS.ErrnoException).code ?? '')) {
    throw new AppError(
      'path_unreadable',
      `Cannot read '${archive}': ${(reason as Error).message}.`,
      'Choose a file that an export has written.',
    );
  }
  throw damaged(archive, reason);
}

class ArchiveReader {
  readonly #archive: string;
  readonly #target: FileHandle;
  readonly #folder: string;
  readonly #onProgress: (progress: CopyProgress) => void;
  readonly #digest = createHash('sha256');

  constructor(
    archive: string,
    target: FileHandle,
    folder: string,
    onProgress: (progress: CopyProgress) => void,
  ) {
    this.#archive = archive;
    this.#target = target;
    this.#folder = folder;
    this.#onProgress = onProgress;
  }

  /** Reads all entries, in the order that they have to have. */
  async read(entries: AsyncIterable<Entry>): Promise<ArchiveManifest> {
    const archive = this.#archive;
    let manifest: ArchiveManifest | undefined;
    let sha256: string | undefined;
    let checked = false;
    for await (const entry of entries) {
      if (!manifest) {
        manifest = await readManifest(archive, entry);
        await requireRoom(this.#folder, manifest.dataBytes, 'unpack the export');
      } else if (sha256 === undefined) {
        await this.#readDisk(entry, manifest);
        sha256 = this.#digest.digest('hex');
      } else if (entry.header.name === DIGEST_NAME) {
        if ((await readText(entry)).trim() !== sha256) throw invalid(archive, 'its SHA-256 is another');
        checked = true;
      } else {
        throw invalid(archive, `'${entry.header.name}' does not belong there`);
      }
    }
    if (!manifest || !checked) throw invalid(archive, 'its end is missing');
    return manifest;
  }

  async #readDisk(entry: Entry, manifest: ArchiveManifest): Promise<void> {
    const { pax = {} } = entry.header as { pax?: Record<string, string> };
    if (pax['GNU.sparse.name'] !== DISK_NAME || pax['GNU.sparse.realsize'] !== String(manifest.diskBytes)) {
      throw invalid(this.#archive, 'it has no data disk where one should be');
    }
    await this.#target.truncate(manifest.diskBytes);
    let head = Buffer.alloc(0);
    let writer: ExtentWriter | undefined;
    for await (const chunk of entry as AsyncIterable<Buffer>) {
      this.#digest.update(chunk);
      if (writer) {
        await this.#write(writer, chunk);
        continue;
      }
      head = Buffer.concat([head, chunk]);
      const map = readMap(head);
      if (map === 'more') {
        if (head.length > MAP_LIMIT) throw invalid(this.#archive, 'its map has no end');
        continue;
      }
      const { extents } = map;
      if (!isWithin(extents, manifest.diskBytes) || bytesOf(extents) !== manifest.dataBytes) {
        throw invalid(this.#archive, 'its map does not fit the disk');
      }
      const mapBytes = Math.ceil(map.bytes / BLOCK) * BLOCK;
      if (head.length < mapBytes) continue;
      writer = new ExtentWriter(this.#target, extents);
      await this.#write(writer, head.subarray(mapBytes));
    }
    if (!writer?.isDone) throw invalid(this.#archive, 'data is missing');
  }

  async #write(writer: ExtentWriter, bytes: Buffer): Promise<void> {
    await writer.write(bytes);
    this.#onProgress({ currentBytes: writer.written, totalBytes: writer.total });
  }
}

/** Puts a run of bytes where the parts of a disk are. */
class ExtentWriter {
  readonly total: number;
  written = 0;
  readonly #target: FileHandle;
  readonly #extents: readonly Extent[];
  #index = 0;
  #done = 0;

  constructor(target: FileHandle, extents: readonly Extent[]) {
    this.#target = target;
    this.#extents = extents;
    this.total = bytesOf(extents);
  }

  get isDone(): boolean {
    return this.#index === this.#extents.length;
  }

  async write(bytes: Buffer): Promise<void> {
    for (let at = 0; at < bytes.length; ) {
      const extent = this.#extents[this.#index];
      if (!extent) throw new Error('There is more data than the map tells.');
      const length = Math.min(bytes.length - at, extent.length - this.#done);
      await writeSparse(this.#target, bytes.subarray(at, at + length), extent.offset + this.#done);
      at += length;
      this.written += length;
      this.#done += length;
      if (this.#done < extent.length) continue;
      this.#index += 1;
      this.#done = 0;
    }
  }
}

async function readManifest(archive: string, entry: Entry): Promise<ArchiveManifest> {
  const isOurs = entry.header.name === MANIFEST_NAME && (entry.header.size ?? 0) < 64 * 1024;
  const parsed = isOurs ? archiveManifest.safeParse(parseJson(await readText(entry))) : undefined;
  if (!parsed?.success) throw invalid(archive, 'it is no export of Pier');
  if (parsed.data.version > ARCHIVE_VERSION) {
    throw new AppError(
      'data_export_invalid',
      `Cannot import '${archive}': it is of version ${parsed.data.version}, and this Pier knows up to ${ARCHIVE_VERSION}.`,
      'Import it with the newer version of Pier that wrote it. Nothing was changed.',
    );
  }
  return parsed.data;
}

async function readText(entry: Entry): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of entry as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function damaged(archive: string, reason: unknown): unknown {
  const code = (reason as NodeJS.ErrnoException).code ?? '';
  // Of the disk that is written to, which has words of its own.
  if (['ENOSPC', 'EDQUOT', 'EACCES', 'EROFS'].includes(code)) return reason;
  if (code === 'Z_BUF_ERROR') return invalid(archive, 'its end is missing');
  return invalid(archive, reason instanceof Error ? reason.message : String(reason));
}

function invalid(archive: string, why: string): AppError {
  return new AppError(
    'data_export_invalid',
    `Cannot import '${archive}': ${why}.`,
    'Choose a file that an export has written, or get a whole copy of this one. Nothing was changed.',
  );
}
