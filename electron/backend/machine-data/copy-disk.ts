import { constants } from 'node:fs';
import { copyFile, type FileHandle, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { toDiskError } from '../../../vm/disk-error.ts';
import { requireRoom } from './disk-room.ts';
import { bytesOf, type Extent, sparseExtents } from './sparse-extents.ts';

/** What ends the name of a file that is not complete. */
export const PART = '.part';
const CHUNK = 1024 ** 2;
/** Zeros of this size become holes. */
const HOLE = 64 * 1024;

export interface CopyProgress {
  currentBytes: number;
  totalBytes: number;
}

export interface CopiedDisk {
  /** `clone`: the file system shares the blocks of both until one is written; takes no time and no space. */
  method: 'clone' | 'copy';
}

/**
 * Copies a disk that nobody writes to, holes and all, readable by its owner alone. `to` is there complete or not at
 * all.
 * @param verb what it is for, for people: "make the snapshot"
 * @throws AppError home_disk_full, home_not_writable; the signal's reason
 */
export async function copyDisk(options: {
  from: string;
  to: string;
  verb: string;
  signal: AbortSignal;
  onProgress: (progress: CopyProgress) => void;
}): Promise<CopiedDisk> {
  const { from, to, verb, signal, onProgress } = options;
  const part = `${to}${PART}`;
  try {
    await rm(part, { force: true });
    signal.throwIfAborted();
    const cloned = await copyFile(from, part, constants.COPYFILE_FICLONE_FORCE).then(
      () => true,
      () => false,
    );
    if (!cloned) {
      await rm(part, { force: true });
      const extents = await sparseExtents(from);
      await requireRoom(dirname(to), bytesOf(extents), verb);
      await copyExtents({ from, to: part, extents, signal, onProgress });
    }
    await syncFile(part);
    signal.throwIfAborted();
    await rename(part, to);
    return { method: cloned ? 'clone' : 'copy' };
  } catch (error) {
    await rm(part, { force: true }).catch(() => {});
    throw toDiskError(error, to);
  }
}

async function copyExtents(options: {
  from: string;
  to: string;
  extents: readonly Extent[];
  signal: AbortSignal;
  onProgress: (progress: CopyProgress) => void;
}): Promise<void> {
  const { from, to, extents, signal, onProgress } = options;
  const source = await open(from, 'r');
  let target: FileHandle | undefined;
  try {
    target = await open(to, 'w', 0o600);
    await target.truncate((await stat(from)).size);
    const totalBytes = bytesOf(extents);
    let currentBytes = 0;
    for await (const { offset, bytes } of readExtents(source, extents)) {
      signal.throwIfAborted();
      await writeSparse(target, bytes, offset);
      currentBytes += bytes.length;
      onProgress({ currentBytes, totalBytes });
    }
  } finally {
    await source.close();
    await target?.close();
  }
}

/** What the extents hold, in pieces of at most 1 MiB; each piece is the reader's until it asks for the next. */
export async function* readExtents(
  source: FileHandle,
  extents: readonly Extent[],
): AsyncGenerator<{ offset: number; bytes: Buffer }, void, void> {
  for (const { offset, length } of extents) {
    for (let done = 0; done < length; ) {
      const wanted = Math.min(CHUNK, length - done);
      const buffer = Buffer.allocUnsafe(wanted);
      const { bytesRead } = await source.read(buffer, 0, wanted, offset + done);
      if (bytesRead === 0) throw new Error('The disk ended before its size.');
      yield { offset: offset + done, bytes: buffer.subarray(0, bytesRead) };
      done += bytesRead;
    }
  }
}

/** Writes what is not zero; the file must have its size already, and be zero there. */
export async function writeSparse(target: FileHandle, bytes: Buffer, offset: number): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    let end = at;
    while (end < bytes.length && !isZero(bytes.subarray(end, end + HOLE))) end += HOLE;
    end = Math.min(end, bytes.length);
    if (end > at) await writeAll(target, bytes.subarray(at, end), offset + at);
    at = end === at ? at + HOLE : end;
  }
}

const ZEROS = Buffer.alloc(HOLE);

function isZero(bytes: Buffer): boolean {
  return bytes.equals(ZEROS.subarray(0, bytes.length));
}

async function writeAll(target: FileHandle, bytes: Buffer, offset: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    done += (await target.write(bytes, done, bytes.length - done, offset + done)).bytesWritten;
  }
}

async function syncFile(path: string): Promise<void> {
  const handle = await open(path, 'r+');
  try {
    await handle.sync();
    await handle.chmod(0o600);
  } finally {
    await handle.close();
  }
}
