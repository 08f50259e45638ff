import { readFile } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
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

export type KeptSnapshot = z.infer<typeof keptSnapshot>;

/** The snapshots there are, in a file that is replaced whole or not at all. */
export class SnapshotBook {
  readonly #path: string;
  readonly #log: Logger;
  #snapshots: Promise<KeptSnapshot[]> | undefined;
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

  /** @throws AppError home_disk_full, home_not_writable */
  async add(snapshot: KeptSnapshot): Promise<void> {
    await this.#change((all) => [snapshot, ...all]);
  }

  /** @throws as add() */
  async remove(id: string): Promise<void> {
    await this.#change((all) => all.filter((each) => each.id !== id));
  }

  /** Its file was removed. */
  async forget(): Promise<void> {
    this.#snapshots = Promise.resolve([]);
  }

  #change(change: (all: readonly KeptSnapshot[]) => KeptSnapshot[]): Promise<void> {
    const changed = this.#last.then(async () => this.#write(change(await this.all())));
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

  /** A file that cannot be understood is left as it is until the next snapshot: the disks it tells of are kept. */
  async #read(): Promise<KeptSnapshot[]> {
    try {
      return fileSchema.parse(JSON.parse(await readFile(this.#path, 'utf8'))).snapshots;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        this.#log.warn(`Read '${this.#path}': it cannot be understood.`, { error: String(error) });
      }
      return [];
    }
  }
}
