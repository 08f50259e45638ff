import { z } from 'zod';
import { type SavedSearch, savedSearch } from '../../../shared/contract/saved-searches.ts';
import { AppError } from '../../../shared/errors.ts';
import { Emitter } from '../../../vm/emitter.ts';
import { KeptFile } from '../kept-file.ts';
import type { Logger } from '../log/logger.ts';

/** Of one view: a menu is no place for more. */
const LIMIT = 50;

const fileSchema = z.object({ version: z.literal(1), searches: z.array(savedSearch) });

/** The searches that a person keeps in this installation. */
export class SavedSearches {
  readonly #file: KeptFile<z.infer<typeof fileSchema>>;
  readonly #changes = new Emitter<void>();
  #loading: Promise<SavedSearch[]> | undefined;
  /** One change after the other: each is made of what the one before left. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: { path: string; log: Logger }) {
    this.#file = new KeptFile({ ...options, schema: fileSchema });
  }

  /** By name. */
  all(): Promise<readonly SavedSearch[]> {
    return this.#read();
  }

  onChange(listener: () => void): () => void {
    return this.#changes.on(listener);
  }

  /** Takes the place of the one with its name. @throws AppError `bad_input`, `home_disk_full`, `home_not_writable` */
  save(search: SavedSearch): Promise<void> {
    return this.#change((before) => {
      const others = without(before, search);
      if (others.filter(({ page }) => page === search.page).length >= LIMIT) {
        const what = `Save the search '${search.name}': there are ${LIMIT} in this view already.`;
        throw new AppError('bad_input', what, 'Forget one of them.');
      }
      return [...others, search].sort((a, b) => a.name.localeCompare(b.name));
    });
  }

  /** @throws AppError `home_disk_full`, `home_not_writable` */
  forget(search: Pick<SavedSearch, 'page' | 'name'>): Promise<void> {
    return this.#change((before) => without(before, search));
  }

  /** Its file was removed. */
  forgetAll(): void {
    this.#loading = Promise.resolve([]);
    this.#changes.emit();
  }

  #read(): Promise<SavedSearch[]> {
    this.#loading ??= this.#file.read().then((kept) => kept?.searches ?? []);
    return this.#loading;
  }

  #change(next: (before: readonly SavedSearch[]) => SavedSearch[]): Promise<void> {
    const change = this.#last.then(async () => {
      const searches = next(await this.#read());
      await this.#file.write({ version: 1, searches });
      this.#loading = Promise.resolve(searches);
      this.#changes.emit();
    });
    this.#last = change.catch(() => {});
    return change;
  }
}

function without(searches: readonly SavedSearch[], { page, name }: Pick<SavedSearch, 'page' | 'name'>) {
  return searches.filter((each) => each.page !== page || each.name !== name);
}
