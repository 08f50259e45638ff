import type { TableChoices, TablesKept } from '../../shared/contract/table-choices.ts';

export interface TablesSlice {
  /** What a person chose, by table. */
  byId: Readonly<Record<string, TableChoices>>;
  /** Changes of this page that the backend has not kept yet, by table. */
  pending: Readonly<Record<string, number>>;
}

export const initialTables: TablesSlice = { byId: {}, pending: {} };

/** What the backend has; a table that a person changes at this moment stays as it is on this page. */
export function reduceTables({ byId, pending }: TablesSlice, kept: TablesKept): TablesSlice {
  const own = Object.keys(pending).map((id) => [id, byId[id]] as const);
  const next: Record<string, TableChoices> = {};
  for (const [id, choices] of Object.entries(kept)) {
    const old = byId[id];
    next[id] = old && JSON.stringify(old) === JSON.stringify(choices) ? old : choices;
  }
  for (const [id, choices] of own) {
    if (choices) next[id] = choices;
    else delete next[id];
  }
  return { byId: next, pending };
}

/** A person chose something, or, with undefined, took all of it back. */
export function chooseTable(
  { byId, pending }: TablesSlice,
  id: string,
  choices: TableChoices | undefined,
): TablesSlice {
  const { [id]: _old, ...others } = byId;
  return {
    byId: choices ? { ...others, [id]: choices } : others,
    pending: { ...pending, [id]: (pending[id] ?? 0) + 1 },
  };
}

/** The backend has answered to one change. */
export function settleTable({ byId, pending }: TablesSlice, id: string): TablesSlice {
  const { [id]: count = 0, ...others } = pending;
  return { byId, pending: count > 1 ? { ...others, [id]: count - 1 } : others };
}
