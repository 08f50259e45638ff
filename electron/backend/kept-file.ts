import { readFile, rename } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import type { z } from 'zod';
import { toDiskError } from '../../vm/disk-error.ts';
import type { Logger } from './log/logger.ts';

/** A small file of an installation, for its owner alone, that is replaced whole or not at all. */
export class KeptFile<T> {
  readonly #path: string;
  readonly #schema: z.ZodType<T>;
  readonly #log: Logger;

  constructor(options: { path: string; schema: z.ZodType<T>; log: Logger }) {
    this.#path = options.path;
    this.#schema = options.schema;
    this.#log = options.log;
  }

  /** undefined where there is none. One that cannot be understood is kept aside, and there is none. */
  async read(): Promise<T | undefined> {
    let text: string;
    try {
      text = await readFile(this.#path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        this.#log.warn(`Read '${this.#path}': it cannot be read.`, { error: String(error) });
      }
      return undefined;
    }
    try {
      return this.#schema.parse(JSON.parse(text));
    } catch (error) {
      const aside = `${this.#path}.broken-${new Date().toISOString().replace(/[:.]/g, '-')}`;
      const words = `Read '${this.#path}': it cannot be understood, and is kept aside.`;
      this.#log.warn(words, { aside, error: String(error) });
      await rename(this.#path, aside).catch(() => {});
      return undefined;
    }
  }

  /** @throws AppError `home_disk_full`, `home_not_writable` */
  async write(value: T): Promise<void> {
    try {
      await writeFileAtomic(this.#path, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
    } catch (error) {
      throw toDiskError(error, this.#path);
    }
  }
}
