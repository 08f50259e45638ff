import type { PierHandlers } from '../../../shared/contract/index.ts';
import { watchState } from '../watch-state.ts';
import type { KeptTableChoices } from './kept-table-choices.ts';

/** Implements `contract.tableChoices`. */
export function tableChoicesHandlers(kept: KeptTableChoices): PierHandlers['tableChoices'] {
  return {
    watch: (_input, { signal }) =>
      watchState({
        signal,
        onChange: (listener) => kept.onChange(listener),
        read: async () => ({ tables: await kept.all() }),
      }),
    keep: async ({ table, choices }) => {
      await kept.keep(table, choices);
      return {};
    },
    forget: async ({ table }) => {
      await kept.forget(table);
      return {};
    },
  };
}
