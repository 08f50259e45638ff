import type { Column } from './column.ts';

export interface Sort {
  column: string;
  desc: boolean;
}

/** Rows that belong together under a head row of their own. */
export interface RowGroup {
  key: string;
  title: string;
}

export type TableRow<T> =
  | { kind: 'group'; key: string; group: RowGroup; items: readonly T[]; expanded: boolean }
  | { kind: 'item'; key: string; item: T; group: RowGroup | undefined };

/** A copy in the chosen order; equal ones stay as they came. */
export function sortItems<T>(items: readonly T[], columns: readonly Column<T>[], sort: Sort): T[] {
  const compare = columns.find((column) => column.id === sort.column)?.compare;
  if (!compare) return [...items];
  return [...items].sort(sort.desc ? (a, b) => compare(b, a) : compare);
}

/** Rows as they are shown: a group stands where its first item would, with the others below it. */
export function arrangeRows<T>(
  items: readonly T[],
  options: {
    getId(item: T): string;
    groupOf?: ((item: T) => RowGroup | undefined) | undefined;
    isExpanded(key: string): boolean;
  },
): TableRow<T>[] {
  const { getId, groupOf, isExpanded } = options;
  const asRow = (item: T, group?: RowGroup): TableRow<T> => ({ kind: 'item', key: getId(item), item, group });
  if (!groupOf) return items.map((item) => asRow(item));
  const members = new Map<string, T[]>();
  for (const item of items) {
    const group = groupOf(item);
    if (!group) continue;
    const others = members.get(group.key);
    if (others) others.push(item);
    else members.set(group.key, [item]);
  }
  const rows: TableRow<T>[] = [];
  for (const item of items) {
    const group = groupOf(item);
    if (!group) {
      rows.push(asRow(item));
      continue;
    }
    const own = members.get(group.key);
    if (!own) continue;
    members.delete(group.key);
    const expanded = isExpanded(group.key);
    rows.push({ kind: 'group', key: `group:${group.key}`, group, items: own, expanded });
    if (expanded) for (const each of own) rows.push(asRow(each, group));
  }
  return rows;
}
