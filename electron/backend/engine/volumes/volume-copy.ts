import { createWriteStream } from 'node:fs';
import { access, constants, mkdir, rename, rm, stat } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { AppError } from '../../../../shared/errors.ts';
import { nameOf } from '../../../../shared/file-path.ts';
import type { TaskHandle } from '../../tasks/task-registry.ts';
import { EngineHttpError } from '../engine-errors.ts';
import { openArchive } from '../files/open-archive.ts';
import { sendArchive } from '../files/send-archive.ts';
import { TAR_END, tarHeader } from '../files/tar-format.ts';
import { VOLUME_ROOT } from '../helpers/start-helper.ts';
import type { VolumeHelpers, VolumeLease } from '../helpers/volume-helpers.ts';
import { pullTarget } from '../image-reference.ts';
import { jsonLines } from '../json-lines.ts';
import { counted } from './counted.ts';
import type { CheckedTar } from './tar-start.ts';
import type { VolumeSizes } from './volume-sizes.ts';

/** Whole volumes from and to tars, images and each other. Everything throws AppError or what the client throws. */
export class VolumeCopy {
  readonly #helpers: VolumeHelpers;
  readonly #sizes: VolumeSizes;

  constructor(options: { helpers: VolumeHelpers; sizes: VolumeSizes }) {
    this.#helpers = options.helpers;
    this.#sizes = options.sizes;
  }

  /** What is in the volume as a tar, without a folder around it; counted by the task. */
  async openTar(volume: string, task: TaskHandle, compress: boolean): Promise<Readable> {
    const lease = await this.#helpers.lease(volume);
    try {
      const tar = await openArchive(lease.client, lease.containerId, `${VOLUME_ROOT}/.`, task.signal);
      const counter = counted(task, this.#sizes.lastKnown(volume));
      const last = compress ? createGzip({ level: 3 }) : counter;
      const stages = compress ? [tar, counter, last] : [tar, counter];
      // The last one fails with the first that does; whoever reads it sees it there.
      pipeline(stages as [Readable, ...NodeJS.ReadWriteStream[]]).catch(() => {});
      last.once('close', lease.release);
      return last;
    } catch (error) {
      lease.release();
      throw error;
    }
  }

  /** Owner and mode of the root folder are copied too. The target must be there. */
  async copy(from: string, to: string, task: TaskHandle): Promise<void> {
    await this.#withLeases([from, to], async ([source, target]) => {
      const tar = await openArchive(source.client, source.containerId, VOLUME_ROOT, task.signal);
      await send(target, '/', countedBody(tar, task, this.#sizes.lastKnown(from)), task.signal);
    });
  }

  /** Writes a tar's files over what is there. `body` may be compressed with gzip, bzip2 or xz. */
  async extract(volume: string, { body, root }: CheckedTar, task: TaskHandle): Promise<void> {
    await this.#withLeases([volume], async ([lease]) => {
      await send(lease, VOLUME_ROOT, body, task.signal);
      const entry = root();
      if (!entry) return;
      // The engine leaves the folder itself as it is, and databases insist on its owner.
      const header = tarHeader({ ...entry, name: nameOf(VOLUME_ROOT), type: 'folder', size: 0 });
      await send(lease, '/', Readable.from([header, TAR_END]), task.signal);
    });
  }

  /** @returns the image's id */
  async toImage(volume: string, image: string, task: TaskHandle): Promise<string> {
    return this.#withLeases([volume], async ([lease]) => {
      const tar = await openArchive(lease.client, lease.containerId, VOLUME_ROOT, task.signal);
      const { fromImage: repo, tag } = pullTarget(image);
      const answer = await lease.client.open({
        method: 'POST',
        path: '/images/create',
        query: { fromSrc: '-', repo, tag, message: `Volume ${volume}` },
        headers: { 'content-type': 'application/x-tar' },
        stream: countedBody(tar, task, this.#sizes.lastKnown(volume)),
        signal: task.signal,
      });
      let id = '';
      for await (const line of jsonLines(answer) as AsyncIterable<{ status?: string; error?: string }>) {
        if (line.error !== undefined) throw new EngineHttpError(500, line.error);
        if (line.status?.startsWith('sha256:')) id = line.status;
      }
      return id;
    });
  }

  /** Complete or not at all. @returns its path and size. @throws AppError where the folder is of no use. */
  async toFile(
    volume: string,
    { folder, fileName }: { folder: string; fileName: string },
    task: TaskHandle,
  ): Promise<{ path: string; sizeBytes: number }> {
    await prepareFolder(folder);
    const path = join(folder, fileName);
    const part = `${path}.part`;
    const tar = await this.openTar(volume, task, true);
    try {
      await pipeline(tar, createWriteStream(part, { mode: 0o600 }), { signal: task.signal });
      await rename(part, path);
      return { path, sizeBytes: (await stat(path)).size };
    } catch (error) {
      await rm(part, { force: true }).catch(() => {});
      const isOfDisk = (error as NodeJS.ErrnoException).syscall !== undefined && !task.signal.aborted;
      throw isOfDisk ? folderError(folder, error) : error;
    }
  }

  async #withLeases<const N extends readonly string[], T>(
    volumes: N,
    work: (leases: { [K in keyof N]: VolumeLease }) => Promise<T>,
  ): Promise<T> {
    const leases: VolumeLease[] = [];
    try {
      for (const volume of volumes) leases.push(await this.#helpers.lease(volume));
      return await work(leases as unknown as { [K in keyof N]: VolumeLease });
    } finally {
      for (const lease of leases) lease.release();
    }
  }
}

/** @throws AppError `bad_input`, and those of a disk. */
export async function prepareFolder(folder: string): Promise<void> {
  if (!isAbsolute(folder)) {
    throw new AppError(
      'bad_input',
      `Cannot write to '${folder}': it is not an absolute path.`,
      'Name a folder by its whole path, like /home/me/exports.',
    );
  }
  try {
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK | constants.X_OK);
  } catch (error) {
    throw folderError(folder, error);
  }
}

function folderError(folder: string, error: unknown): AppError {
  const causes: Record<string, string> = {
    EEXIST: 'a file is in the way',
    ENOTDIR: 'a file is in the way',
    EACCES: 'permission denied',
    EPERM: 'permission denied',
    EROFS: 'the file system is read-only',
    ENOSPC: 'the disk is full',
    EDQUOT: 'your share of the disk is full',
  };
  const code = (error as NodeJS.ErrnoException).code ?? String(error);
  return new AppError(
    'file_refused',
    `Cannot write to '${folder}': ${causes[code] ?? code}.`,
    'Name another folder, or free some space on that disk.',
    { cause: error },
  );
}

function countedBody(tar: Readable, task: TaskHandle, totalBytes?: number): Readable {
  const counter = counted(task, totalBytes);
  pipeline(tar, counter).catch(() => {});
  return counter;
}

function send(lease: VolumeLease, folder: string, stream: Readable, signal: AbortSignal): Promise<void> {
  return sendArchive(lease.client, lease.containerId, folder, stream, signal);
}
