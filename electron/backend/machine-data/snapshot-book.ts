import { readFile, rename } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { toDiskError } from '../../../vm/disk-error.ts';
import type { Logger } from '../log/logger.ts';

const keptSnapshot = z.object({
  id: z.string(),
  name: z.string(),
  /** Milliseconds since the epoch. */
  createdAt: z.number(),
  /** Whole: the data disk may have been elsewhere when it was made. */
  path: z.string(),
  /** What the machine sees of it, in bytes. */
  diskBytes: z.number(),
  method: z.enum(['clone', 'copy']),
  /** How long the copy took, in milliseconds. */
  tookMs: z.number(),
  imageVersion: z.string().optional(),
});

const fileSchema = z.object({ version: z.literal(1), snapshots: z.array(keptSnapshot) });

const newerSchema = z.object({ version: z.number().int().min(2) });

export type KeptSnapshot = z.infer<typeof keptSnapshot>;

/** The snapshots there are, in a file that is replaced whole or not at all. */
export class SnapshotBook {
  readonly #path: string;
  readonly #log: Logger;
  #snapshots: Promise<KeptSnapshot[]> | undefined;
  /** A newer Pier wrote it: what it says is not known here, and stays. */
  #isNewer = false;
  /** One change after the other: each is made of what the one before left. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: { path: string; log: Logger }) {
    this.#path = options.path;
    this.#log = options.log;
  }

  /** Newest first. */
  async all(): Promise<readonly KeptSnapshot[]> {
    this.#snapshots ??= this.#read();
    return this.#snapshots;
  }

  /** @throws AppError snapshots_newer, home_disk_full, home_not_writable */
  async add(snapshot: KeptSnapshot): Promise<void> {
    await this.#change((all) => [snapshot, ...all]);
  }

  /** @throws as add() */
  async remove(id: string): Promise<void> {
    await this.#change((all) => all.filter((each) => each.id !== id));
  }

  /** Before a long work whose result could not be written down. @throws AppError snapshots_newer */
  async requireWritable(): Promise<void> {
    await this.all();
    this.#refuseNewer();
  }

  /** Its file was removed. */
  async forget(): Promise<void> {
    this.#isNewer = false;
    this.#snapshots = Promise.resolve([]);
  }

  #change(change: (all: readonly KeptSnapshot[]) => KeptSnapshot[]): Promise<void> {
    const changed = this.#last.then(async () => {
      const all = await this.all();
      this.#refuseNewer();
      await this.#write(change(all));
    });
    this.#last = changed.catch(() => {});
    return changed;
  }

  async #write(snapshots: KeptSnapshot[]): Promise<void> {
    try {
      await writeFileAtomic(this.#path, `${JSON.stringify({ version: 1, snapshots }, null, 2)}\n`, {
        mode: 0o600,
      });
    } catch (error) {
      throw toDiskError(error, this.#path);
    }
    this.#snapshots = Promise.resolve(snapshots);
  }

  #refuseNewer(): void {
    if (!this.#isNewer) return;
    throw new AppError(
      'snapshots_newer',
      `Change the list of snapshots '${this.#path}': a newer version of Pier wrote it.`,
      'Start the newer version. Nothing was changed.',
    );
  }

  /** A file that cannot be understood is kept aside: the disks it tells of are there. */
  async #read(): Promise<KeptSnapshot[]> {
    let value: unknown;
    try {
      value = JSON.parse(await readFile(this.#path, 'utf8'));
      return fileSchema.parse(value).snapshots;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      this.#isNewer = newerSchema.safeParse(value).success;
      this.#log.warn(`Read '${this.#path}': it cannot be understood.`, { error: String(error) });
      if (this.#isNewer) return [];
      const aside = `${this.#path}.broken-${new Date().toISOString().replace(/[:.]/g, '-')}`;
      await rename(this.#path, aside).catch(() => {});
      return [];
    }
  }
}
