import { randomUUID } from 'node:crypto';
import { chmod, mkdir, readdir, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { MachineSnapshot } from '../../../shared/contract/machine-data.ts';
import { AppError } from '../../../shared/errors.ts';
import { toDiskError } from '../../../vm/disk-error.ts';
import type { TaskHandle } from '../tasks/task-registry.ts';
import { type CopyProgress, copyDisk, PART } from './copy-disk.ts';
import { allocatedBytes } from './disk-room.ts';
import type { KeptSnapshot, SnapshotBook } from './snapshot-book.ts';

/** Beside the data disk: a file system clones within itself alone. */
const FOLDER = 'snapshots';

/** Copies of the data disk as it was. */
export class Snapshots {
  readonly #book: SnapshotBook;
  readonly #dataDisk: () => string;

  constructor(options: { book: SnapshotBook; dataDisk: () => string }) {
    this.#book = options.book;
    this.#dataDisk = options.dataDisk;
  }

  /** Removes what interrupted copies left: as much as the data disk takes. Before one is made. */
  async recover(): Promise<void> {
    const folder = join(dirname(this.#dataDisk()), FOLDER);
    const names = await readdir(folder).catch(() => []);
    for (const name of names) if (name.endsWith(`.raw${PART}`)) await rm(join(folder, name), { force: true });
  }

  /** Newest first. */
  async list(): Promise<MachineSnapshot[]> {
    const all = await this.#book.all();
    return Promise.all(
      all.map(async ({ imageVersion: _, ...snapshot }) => {
        const allocated = await allocatedBytes(snapshot.path);
        return { ...snapshot, allocatedBytes: allocated, missing: allocated === 0 };
      }),
    );
  }

  /** @throws AppError `snapshot_not_found` */
  async require(id: string): Promise<KeptSnapshot> {
    const found = (await this.#book.all()).find((each) => each.id === id);
    if (found) return found;
    throw new AppError(
      'snapshot_not_found',
      `Find the snapshot '${id}': there is none.`,
      'It was deleted meanwhile. The list shows the snapshots there are.',
    );
  }

  /** @throws AppError `snapshot_name_taken`, `snapshots_newer` */
  async refuseTaken(name: string): Promise<void> {
    await this.#book.requireWritable();
    if ((await this.#book.all()).every((each) => each.name !== name)) return;
    throw new AppError(
      'snapshot_name_taken',
      `Cannot make the snapshot '${name}': there is one of this name.`,
      'Give it another name, or delete that one first.',
    );
  }

  /** For a machine that is stopped. */
  async create(name: string, task: TaskHandle, imageVersion?: string): Promise<KeptSnapshot> {
    const id = randomUUID();
    const from = this.#dataDisk();
    const folder = join(dirname(from), FOLDER);
    const path = join(folder, `${id}.raw`);
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await chmod(folder, 0o700);
    } catch (error) {
      throw toDiskError(error, folder);
    }
    const startedAt = Date.now();
    const { method } = await copyDisk({
      from,
      to: path,
      verb: 'make the snapshot',
      signal: task.signal,
      onProgress: progressOf(task),
    });
    const snapshot: KeptSnapshot = {
      id,
      name,
      createdAt: startedAt,
      path,
      diskBytes: (await stat(path)).size,
      method,
      tookMs: Date.now() - startedAt,
      ...(imageVersion && { imageVersion }),
    };
    try {
      await this.#book.add(snapshot);
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
    return snapshot;
  }

  /** A copy of it, for the data disk's place. The snapshot stays as it is. */
  async copyTo(id: string, to: string, task: TaskHandle): Promise<void> {
    const { path, name } = await this.require(id);
    if ((await allocatedBytes(path)) === 0) {
      throw new AppError(
        'snapshot_not_found',
        `Cannot restore the snapshot '${name}': its file '${path}' is gone.`,
        'Put the file back, or delete the snapshot from the list.',
      );
    }
    await copyDisk({
      from: path,
      to,
      verb: 'restore the snapshot',
      signal: task.signal,
      onProgress: progressOf(task),
    });
  }

  /** They are removed, by a reset of everything. */
  async forget(): Promise<void> {
    await this.#book.forget();
  }

  async delete(id: string): Promise<void> {
    const { path } = await this.require(id);
    try {
      await rm(path, { force: true });
    } catch (error) {
      throw toDiskError(error, path);
    }
    await this.#book.remove(id);
  }
}

const REPORT_EVERY_MS = 200;

/** Reports of a copy to a task: not each piece of it. */
export function progressOf(task: TaskHandle): (progress: CopyProgress) => void {
  const startedAt = Date.now();
  let reportedAt = 0;
  return ({ currentBytes, totalBytes }) => {
    const now = Date.now();
    if (now - reportedAt < REPORT_EVERY_MS && currentBytes < totalBytes) return;
    reportedAt = now;
    const seconds = (now - startedAt) / 1000;
    task.report({
      currentBytes,
      totalBytes,
      bytesPerSecond: seconds > 0.5 ? currentBytes / seconds : undefined,
    });
  };
}
