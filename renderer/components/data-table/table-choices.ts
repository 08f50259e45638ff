import { useCallback, useMemo } from 'react';
import type { TableChoices } from '../../../shared/contract/table-choices.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { usePier } from '../../store/store.ts';
import { chooseTable, settleTable } from '../../store/tables-slice.ts';

/** What is kept: a group's key may be a label of any length, and those of groups that are gone add up. */
function within(choices: TableChoices): TableChoices {
  const collapsed = choices.collapsed.filter((key) => key.length <= 300).slice(-1000);
  return { ...choices, collapsed };
}

/**
 * What a person chose for one table, kept in the installation: the same in every window.
 * @param id of the table: choices of another one are its own
 * @returns the choices, how to change them, and how to take all of them back where there are any
 */
export function useTableChoices(
  id: string,
  initial: TableChoices,
): [TableChoices, (change: Partial<TableChoices>) => void, (() => void) | undefined] {
  const connection = useConnection();
  const kept = usePier((state) => state.tables.byId[id]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what a table is at first does not change while it is shown
  const atFirst = useMemo(() => initial, [id]);
  const choices = useMemo(() => ({ ...atFirst, ...kept }), [atFirst, kept]);
  const set = useCallback(
    (next: TableChoices | undefined) => {
      usePier.setState(({ tables }) => ({ tables: chooseTable(tables, id, next) }));
      const settle = () => usePier.setState(({ tables }) => ({ tables: settleTable(tables, id) }));
      // A choice that cannot be kept holds as long as the page does: it is no failure that anybody asked about.
      const ask = async () => {
        const { tableChoices } = connection.client();
        await (next
          ? tableChoices.keep({ table: id, choices: within(next) })
          : tableChoices.forget({ table: id }));
      };
      ask().then(settle, settle);
    },
    [id, connection],
  );
  const change = useCallback(
    (changed: Partial<TableChoices>) => {
      const before = usePier.getState().tables.byId[id];
      set({ ...atFirst, ...before, ...changed });
    },
    [id, atFirst, set],
  );
  const reset = useMemo(() => (kept ? () => set(undefined) : undefined), [kept, set]);
  return [choices, change, reset];
}
