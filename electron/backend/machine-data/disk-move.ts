import { existsSync } from 'node:fs';
import { mkdir, open, readFile, rename, rm, rmdir, stat, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { dataDiskPlace, isDataDiskAway } from '../../../vm/data-disk-place.ts';
import { toDiskError } from '../../../vm/disk-error.ts';
import type { PierFiles } from '../../../vm/files.ts';
import { type CopyProgress, copyDisk } from './copy-disk.ts';
import { sameContent } from './same-content.ts';

/** In the folder that is chosen. It tells a disk that is connected from one that is not: a mount point stays. */
const OWN_FOLDER = 'pier-data';

const record = z.object({ remove: z.array(z.string()) });

/**
 * Moves the data disk to another folder. The new file is complete and compared before the one in use is another, which
 * is one rename; the old one goes last. Everything that one of both leaves is written down first, so that an
 * interruption leaves the disk that was in use, and no half one for longer than until the next start.
 */
export class DiskMove {
  readonly #files: PierFiles['vm'];

  constructor(files: PierFiles) {
    this.#files = files.vm;
  }

  /** The folder that was chosen; the installation's own where none was. */
  get folder(): string {
    const place = dataDiskPlace(this.#files.dataDisk);
    return place === this.#files.dataDisk ? this.#files.dir : dirname(dirname(place));
  }

  get ownFolder(): string {
    return this.#files.dir;
  }

  /** @throws AppError data_disk_unusable where it is away */
  requireThere(verb: string): void {
    const { dataDisk } = this.#files;
    // What is done without it would be done to a new one, and the data on that disk be forgotten.
    if (!isDataDiskAway(dataDisk)) return;
    throw new AppError(
      'data_disk_unusable',
      `Cannot ${verb}: the folder of '${dataDiskPlace(dataDisk)}' is not there.`,
      'Connect the disk that it is on. Nothing was changed.',
    );
  }

  /** @throws AppError bad_input, path_unreadable, file_exists, data_disk_unusable */
  async check(folder: string): Promise<void> {
    this.requireThere('move the data disk');
    if (folder === this.folder) {
      const hint = 'Choose another folder.';
      throw new AppError('bad_input', `Move the data disk to '${folder}': it is there already.`, hint);
    }
    const isFolder = await stat(folder).then(
      (found) => found.isDirectory(),
      () => false,
    );
    if (!isFolder) {
      const hint = 'Choose a folder that is there. Connect the disk that it is on, or make it first.';
      throw new AppError(
        'path_unreadable',
        `Move the data disk to '${folder}': there is no such folder.`,
        hint,
      );
    }
    const target = this.#targetIn(folder);
    if (folder !== this.#files.dir && existsSync(target)) {
      throw new AppError(
        'file_exists',
        `Move the data disk to '${folder}': '${target}' is there already.`,
        'It may be the data of another installation: nothing was changed. Choose another folder, or move that file away.',
      );
    }
  }

  /**
   * For a machine that is stopped. Can be aborted until `onSwitch`.
   * @throws AppError home_disk_full, home_not_writable, data_disk_unusable; the signal's reason
   */
  async run(options: {
    folder: string;
    signal: AbortSignal;
    onProgress: (progress: CopyProgress) => void;
    onCompare: () => void;
    onSwitch: () => void;
  }): Promise<void> {
    const { folder, signal, onProgress, onCompare, onSwitch } = options;
    const { dataDisk } = this.#files;
    const from = dataDiskPlace(dataDisk);
    const target = this.#targetIn(folder);
    try {
      await writeFileAtomic(
        this.#files.diskMove,
        JSON.stringify({ remove: [target, `${target}.part`, from] }),
        {
          mode: 0o600,
        },
      );
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      if (existsSync(from)) {
        await copyDisk({ from, to: target, verb: 'move the data disk', signal, onProgress });
        onCompare();
        if (!(await sameContent(from, target, signal))) throw differs(target);
      }
      signal.throwIfAborted();
      onSwitch();
      await this.#switchTo(target);
    } catch (error) {
      await this.recover();
      throw toDiskError(tooBig(error, folder), folder);
    }
    await this.recover();
  }

  /** Removes what an interrupted move left: everything of it that is not in use. */
  async recover(): Promise<void> {
    let text: string;
    try {
      text = await readFile(this.#files.diskMove, 'utf8');
    } catch {
      return;
    }
    const { dataDisk } = this.#files;
    const inUse = dataDiskPlace(dataDisk);
    const { remove } = record.catch({ remove: [] }).parse(parseJson(text));
    // The name itself may be a link by now.
    for (const path of remove.filter((each) => each !== inUse && each !== dataDisk)) {
      await rm(path, { force: true });
      // Only an empty one goes.
      const folder = dirname(path);
      if (basename(folder) === OWN_FOLDER && folder !== dirname(inUse)) await rmdir(folder).catch(() => {});
    }
    await rm(`${this.#files.dataDisk}.link`, { force: true });
    await rm(this.#files.diskMove, { force: true });
  }

  #targetIn(folder: string): string {
    if (folder === this.#files.dir) return `${this.#files.dataDisk}.moved`;
    return join(folder, OWN_FOLDER, basename(this.#files.dataDisk));
  }

  /** The name leads to the new file from one moment to the next; a file that had the name is gone with it. */
  async #switchTo(target: string): Promise<void> {
    const { dataDisk, dir } = this.#files;
    // A power cut must not take the new file's name and the old file. Some file systems know no sync of a folder.
    for (const folder of [dirname(target), dirname(dirname(target))])
      await syncFolder(folder).catch(() => {});
    if (target === `${dataDisk}.moved`) {
      if (existsSync(target)) await rename(target, dataDisk);
      else await rm(dataDisk, { force: true });
    } else {
      const link = `${dataDisk}.link`;
      await rm(link, { force: true });
      await symlink(target, link);
      await rename(link, dataDisk);
    }
    await syncFolder(dir);
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function differs(target: string): AppError {
  return new AppError(
    'data_disk_unusable',
    `Move the data disk: its copy '${target}' does not read as it was written.`,
    'That disk may be damaged. The data disk stays where it was; choose another folder.',
  );
}

function tooBig(error: unknown, folder: string): unknown {
  if ((error as NodeJS.ErrnoException).code !== 'EFBIG') return error;
  return new AppError(
    'data_disk_unusable',
    `Move the data disk to '${folder}': that file system does not allow a file of this size.`,
    'Choose a folder on another disk. Nothing was changed.',
    { cause: error },
  );
}
