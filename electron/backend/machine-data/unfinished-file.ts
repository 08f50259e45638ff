import { readFile, rm } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { toDiskError } from '../../../vm/disk-error.ts';

const record = z.object({ path: z.string() });

/**
 * A file that is being written where it does not belong to the installation: its name is written down first, so that
 * one which Pier's end leaves behind is removed by the next start. Nothing else is.
 */
export class UnfinishedFile {
  readonly #record: string;

  /** @param recordPath where its name is written down */
  constructor(recordPath: string) {
    this.#record = recordPath;
  }

  /** Before the first byte of it. @throws AppError home_disk_full, home_not_writable */
  async begin(path: string): Promise<void> {
    try {
      await writeFileAtomic(this.#record, JSON.stringify({ path }), { mode: 0o600 });
    } catch (error) {
      throw toDiskError(error, this.#record);
    }
  }

  /** It has its name, or is gone. */
  async end(): Promise<void> {
    await rm(this.#record, { force: true });
  }

  /** Removes what was left. Where it cannot be, the name is forgotten all the same: a start is no place to fail. */
  async recover(): Promise<void> {
    let text: string;
    try {
      text = await readFile(this.#record, 'utf8');
    } catch {
      return;
    }
    try {
      await rm(record.parse(JSON.parse(text)).path, { force: true });
    } catch {
      // Not ours to mend: a damaged note, or a folder that was taken away.
    }
    await this.end();
  }
}
