import type { PierHandlers } from '../../../shared/contract/index.ts';
import { watchState } from '../watch-state.ts';
import type { SavedSearches } from './saved-searches.ts';

/** Implements `contract.savedSearches`. */
export function savedSearchesHandlers(searches: SavedSearches): PierHandlers['savedSearches'] {
  return {
    watch: (_input, { signal }) =>
      watchState({
        signal,
        onChange: (listener) => searches.onChange(listener),
        read: async () => ({ searches: [...(await searches.all())] }),
      }),
    save: async (search) => {
      await searches.save(search);
      return {};
    },
    forget: async (search) => {
      await searches.forget(search);
      return {};
    },
  };
}
