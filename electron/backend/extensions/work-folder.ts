import { randomUUID } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { toDiskError } from '../../../vm/disk-error.ts';
import type { Logger } from '../log/logger.ts';
import { type ExtensionFiles, type ExtensionFolder, WorkPaths } from './extension-files.ts';
import { extensionRecord } from './extension-record.ts';

const journal = z.object({
  /** Names of images that came to the engine for it. */
  images: z.array(z.string()),
  /** Of an extension that takes a place, or leaves it. */
  id: z.string().optional(),
  /** A compose project that is to go from the engine, with its volumes where they are to go too. */
  project: z.string().optional(),
  volumes: z.boolean().optional(),
});

export type WorkJournal = z.infer<typeof journal>;

/**
 * A folder in which an extension is put together, or taken apart, with a journal of what has to be undone on the engine.
 * It is removed when all is done; one that is found at a start was interrupted.
 */
export class WorkFolder extends WorkPaths {
  #journal: WorkJournal = { images: [] };

  private constructor(path: string) {
    super(path);
  }

  /** @throws AppError `home_disk_full`, `home_not_writable` */
  static async begin(files: ExtensionFiles): Promise<WorkFolder> {
    const work = new WorkFolder(join(files.work, randomUUID()));
    try {
      await mkdir(work.path, { recursive: true, mode: 0o700 });
    } catch (error) {
      throw toDiskError(error, work.path);
    }
    await work.note({});
    return work;
  }

  /** Writes down what may have to be undone, before it is done. @throws AppError */
  async note(change: Partial<WorkJournal> & { image?: string }): Promise<void> {
    const { image, ...rest } = change;
    const images = image ? [...this.#journal.images, image] : this.#journal.images;
    this.#journal = { ...this.#journal, ...rest, images };
    try {
      await writeFileAtomic(this.journal, JSON.stringify(this.#journal), { mode: 0o600 });
    } catch (error) {
      throw toDiskError(error, this.journal);
    }
  }

  /**
   * What was put together takes its place, and what was there waits beside. @throws AppError; then all is as before
   */
  async swapIn(place: ExtensionFolder): Promise<void> {
    try {
      const isUpdate = await exists(place.path);
      if (isUpdate) {
        await cp(place.log, this.next.log, { force: true }).catch(() => {});
        await rename(place.path, this.before.path);
      }
      try {
        await rename(this.next.path, place.path);
      } catch (error) {
        if (isUpdate) await rename(this.before.path, place.path);
        throw error;
      }
    } catch (error) {
      throw toDiskError(error, place.path);
    }
  }

  /** Undoes swapIn(). */
  async swapBack(place: ExtensionFolder): Promise<void> {
    await rm(this.next.path, { recursive: true, force: true });
    await rename(place.path, this.next.path);
    if (await exists(this.before.path)) await rename(this.before.path, place.path);
  }

  /** All is done, and nothing is to be undone. */
  async end(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}

/** What an interruption left on the engine. */
export interface Remains extends WorkJournal {
  /** Removes the note of it. */
  done(): Promise<void>;
}

/**
 * Puts the folders right that a backend left which was killed: an install that was not done is gone, an update that was
 * not done is undone, a removal is finished. Call before the folders are read. Resolves with what is to be done on the
 * engine, when it answers.
 */
export async function recoverWork(files: ExtensionFiles, log: Logger): Promise<Remains[]> {
  const remains: Remains[] = [];
  const names = await readdir(files.work).catch(() => []);
  for (const name of names) {
    const paths = new WorkPaths(join(files.work, name));
    try {
      const known = journal.parse(JSON.parse(await readFile(paths.journal, 'utf8')));
      log.info('An extension was left half way, which is put right.', { id: known.id });
      if (known.id) await putRight(paths, files.of(known.id));
      await rm(paths.next.path, { recursive: true, force: true });
      remains.push({ ...known, done: () => rm(paths.path, { recursive: true, force: true }) });
    } catch (error) {
      log.warn(`Read '${paths.journal}': it cannot be understood, and is removed.`, { error: String(error) });
      await rm(paths.path, { recursive: true, force: true });
    }
  }
  return remains;
}

async function putRight(paths: WorkPaths, place: ExtensionFolder): Promise<void> {
  const isPending = (await pendingOf(place)) !== undefined;
  if (isPending) await rm(place.path, { recursive: true, force: true });
  if (!(await exists(paths.before.path))) return;
  // A removal that had come so far is finished.
  if ((await pendingOf(paths.before)) !== undefined) {
    await rm(paths.before.path, { recursive: true, force: true });
    return;
  }
  if (await exists(place.path)) await rm(paths.before.path, { recursive: true, force: true });
  else await rename(paths.before.path, place.path);
}

async function pendingOf(place: ExtensionFolder): Promise<string | undefined> {
  const text = await readFile(place.record, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const { data } = extensionRecord.safeParse(JSON.parse(text));
  return data?.pending;
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
