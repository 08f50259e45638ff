import { randomUUID } from 'node:crypto';
import { cp, mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { toDiskError } from '../../../vm/disk-error.ts';
import { type ExtensionFiles, type ExtensionFolder, WorkPaths } from './extension-files.ts';

export const workJournal = z.object({
  /** Names of images that came to the engine for it. */
  images: z.array(z.string()),
  /** What those names meant, where that is known: a person may have given one to another image since. */
  imageIds: z.record(z.string(), z.string()).optional(),
  /** Of an extension that takes a place, or leaves it. */
  id: z.string().optional(),
  /** A compose project that is to go from the engine, with its volumes where they are to go too. */
  project: z.string().optional(),
  volumes: z.boolean().optional(),
  /** Names of volumes of the project that were there before it, and stay. */
  keep: z.array(z.string()).optional(),
});

export type WorkJournal = z.infer<typeof workJournal>;

/**
 * A folder in which an extension is put together, or taken apart, with a journal of what has to be undone on the engine.
 * It is removed when all is done; one that is found at a start was interrupted: see recover-work.ts.
 */
export class WorkFolder extends WorkPaths {
  #journal: WorkJournal = { images: [] };
  /** Set while what was there before is only here. */
  #holdsBefore = false;

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
    const { images } = { ...this.#journal, ...rest };
    this.#journal = { ...this.#journal, ...rest, images: image ? [...images, image] : images };
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
        this.#holdsBefore = true;
      }
      try {
        await rename(this.next.path, place.path);
      } catch (error) {
        if (isUpdate) await this.#bringBack(place);
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
    if (this.#holdsBefore) await this.#bringBack(place);
  }

  /** What is in its place is to stay there: what was there before is not needed any more. */
  keep(): void {
    this.#holdsBefore = false;
  }

  /** All is done, and nothing is to be undone; where going back failed that is left to the next start. */
  async end(): Promise<void> {
    if (!this.#holdsBefore) await rm(this.path, { recursive: true, force: true });
  }

  async #bringBack(place: ExtensionFolder): Promise<void> {
    await rename(this.before.path, place.path);
    this.#holdsBefore = false;
  }
}

export function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
