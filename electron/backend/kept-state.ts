import type { z } from 'zod';
import { Emitter } from '../../vm/emitter.ts';
import { KeptFile } from './kept-file.ts';
import type { Logger } from './log/logger.ts';

/** What is kept in one small file of an installation and told to whoever follows it. */
export class KeptState<T> {
  readonly #file: KeptFile<T>;
  readonly #empty: T;
  readonly #changes = new Emitter<void>();
  #loading: Promise<T> | undefined;
  /** One change after the other: each is made of what the one before left. */
  #last: Promise<unknown> = Promise.resolve();

  /** @param options.empty what there is without a file */
  constructor(options: { path: string; schema: z.ZodType<T>; empty: T; log: Logger }) {
    this.#file = new KeptFile(options);
    this.#empty = options.empty;
  }

  read(): Promise<T> {
    this.#loading ??= this.#file.read().then((kept) => kept ?? this.#empty);
    return this.#loading;
  }

  onChange(listener: () => void): () => void {
    return this.#changes.on(listener);
  }

  /** @throws AppError `home_disk_full`, `home_not_writable`, and what `next` throws: nothing is changed then */
  change(next: (before: T) => T): Promise<void> {
    const change = this.#last.then(async () => {
      const state = next(await this.read());
      await this.#file.write(state);
      this.#loading = Promise.resolve(state);
      this.#changes.emit();
    });
    this.#last = change.catch(() => {});
    return change;
  }

  /** Its file was removed. */
  forgetAll(): void {
    this.#loading = Promise.resolve(this.#empty);
    this.#changes.emit();
  }
}
