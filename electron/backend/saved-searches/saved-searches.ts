import { z } from 'zod';
import { type SavedSearch, savedSearch } from '../../../shared/contract/saved-searches.ts';
import { AppError } from '../../../shared/errors.ts';
import { KeptState } from '../kept-state.ts';
import type { Logger } from '../log/logger.ts';

/** Of one view: a menu is no place for more. */
const LIMIT = 50;

const fileSchema = z.object({ version: z.literal(1), searches: z.array(savedSearch) });

/** The searches that a person keeps in this installation. */
export class SavedSearches {
  readonly #kept: KeptState<z.infer<typeof fileSchema>>;

  constructor(options: { path: string; log: Logger }) {
    this.#kept = new KeptState({ ...options, schema: fileSchema, empty: { version: 1, searches: [] } });
  }

  /** By name. */
  async all(): Promise<readonly SavedSearch[]> {
    return (await this.#kept.read()).searches;
  }

  onChange(listener: () => void): () => void {
    return this.#kept.onChange(listener);
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
    this.#kept.forgetAll();
  }

  #change(next: (before: readonly SavedSearch[]) => SavedSearch[]): Promise<void> {
    return this.#kept.change(({ searches }) => ({ version: 1, searches: next(searches) }));
  }
}

function without(searches: readonly SavedSearch[], { page, name }: Pick<SavedSearch, 'page' | 'name'>) {
  return searches.filter((each) => each.page !== page || each.name !== name);
}
