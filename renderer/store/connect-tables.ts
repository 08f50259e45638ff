import type { PierClient } from '../../shared/contract/index.ts';
import type { PierStore } from './store.ts';
import { reduceTables } from './tables-slice.ts';

/** Writes what a person chose for the tables. Ends when the stream does; fails with its error. */
export async function connectTables(
  client: PierClient,
  store: PierStore,
  signal: AbortSignal,
): Promise<void> {
  for await (const { tables } of client.tableChoices.watch({}, { signal })) {
    store.setState((state) => ({ tables: reduceTables(state.tables, tables) }));
  }
}
