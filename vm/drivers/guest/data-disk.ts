import { type FileHandle, open, stat } from 'node:fs/promises';
import { AppError } from '../../../shared/errors.ts';
import { dataDiskPlace, isDataDiskAway } from '../../data-disk-place.ts';
import { toDiskError } from '../../disk-error.ts';

/** The format of the data disk that this version knows; its label is `pier-data-<version>`. */
export const DATA_DISK_VERSION = 1;
/** The guest formats a disk that is all zero here. */
const HEAD_BYTES = 1024 * 1024;
/** https://www.kernel.org/doc/html/latest/filesystems/ext4/globals.html#super-block */
const SUPERBLOCK = 1024;
const MAGIC_OFFSET = SUPERBLOCK + 0x38;
const LABEL_OFFSET = SUPERBLOCK + 0x78;
const LABEL_BYTES = 16;
const EXT4_MAGIC = 0xef53;

/**
 * Makes the data disk where there is none, and grows a smaller one: a sparse file that takes what is used. What
 * is on an existing one is checked first and never changed.
 * @param limitBytes the size that the guest sees
 * @throws AppError data_disk_newer, data_disk_unusable, bad_input (it would have to shrink), home_disk_full
 */
export async function ensureDataDisk(path: string, limitBytes: number): Promise<void> {
  // An empty one would be made beside a disk that is only not connected.
  if (isDataDiskAway(path)) throw away(path);
  let handle: FileHandle | undefined;
  try {
    // a+ makes it where it is missing, and truncates nothing.
    handle = await open(path, 'a+', 0o600);
    const { size } = await handle.stat();
    if (size > 0) await checkContent(handle, path);
    if (size > limitBytes) throw tooLarge(path, size, limitBytes);
    if (size < limitBytes) await handle.truncate(limitBytes);
  } catch (error) {
    throw toDiskError(tooBigForFileSystem(error, path), path);
  } finally {
    await handle?.close();
  }
}

/**
 * Whether a file is a data disk of Pier that this version knows. Changes nothing.
 * @throws AppError data_disk_newer, data_disk_unusable
 */
export async function checkDataDisk(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await checkContent(handle, path);
  } finally {
    await handle.close();
  }
}

/** What the data disk takes on the host, in bytes: its allocated blocks. 0 where there is none. */
export async function dataDiskUsage(path: string): Promise<number> {
  try {
    // Always counted in units of 512, whatever the file system's blocks are: see stat(2).
    return (await stat(path)).blocks * 512;
  } catch {
    return 0;
  }
}

async function checkContent(handle: FileHandle, path: string): Promise<void> {
  const head = Buffer.alloc(HEAD_BYTES);
  const { bytesRead } = await handle.read(head, 0, HEAD_BYTES, 0);
  if (head.subarray(0, bytesRead).every((byte) => byte === 0)) return;
  if (head.readUInt16LE(MAGIC_OFFSET) !== EXT4_MAGIC) {
    throw unusable(path, 'it holds something that is no file system of Pier');
  }
  const label = head.toString('latin1', LABEL_OFFSET, LABEL_OFFSET + LABEL_BYTES).replace(/\0.*$/s, '');
  const version = Number(/^pier-data-([1-9]\d*)$/.exec(label)?.[1]);
  if (Number.isNaN(version)) throw unusable(path, `its label is '${label}', which is not one of Pier`);
  if (version > DATA_DISK_VERSION) {
    throw new AppError(
      'data_disk_newer',
      `Use the data disk '${path}': it is of version ${version}, and this Pier knows up to ${DATA_DISK_VERSION}.`,
      'Start the newer version of Pier that made it, or set PIER_HOME to another folder. Nothing was changed.',
    );
  }
}

function unusable(path: string, why: string): AppError {
  return new AppError(
    'data_disk_unusable',
    `Use the data disk '${path}': ${why}.`,
    'Nothing on it was changed. Move the file away to begin with an empty disk, or set PIER_HOME to another folder.',
  );
}

function away(path: string): AppError {
  return new AppError(
    'data_disk_unusable',
    `Use the data disk '${dataDiskPlace(path)}': its folder is not there.`,
    'Connect the disk that it is on and start again. Nothing was changed.',
  );
}

function tooLarge(path: string, size: number, limitBytes: number): AppError {
  const gib = (bytes: number) => `${Math.round((bytes / 1024 ** 3) * 10) / 10} GiB`;
  return new AppError(
    'bad_input',
    `Limit the data disk '${path}' to ${gib(limitBytes)}: it has ${gib(size)} already, and a disk cannot shrink.`,
    `Set the disk limit to ${gib(size)} or more. The file takes no more space than what is used.`,
  );
}

function tooBigForFileSystem(error: unknown, path: string): unknown {
  if ((error as NodeJS.ErrnoException).code !== 'EFBIG') return error;
  return new AppError(
    'data_disk_unusable',
    `Make the data disk '${path}': that file system does not allow a file of this size.`,
    'Set a smaller disk limit, or set PIER_HOME to a folder on another disk.',
    { cause: error },
  );
}
