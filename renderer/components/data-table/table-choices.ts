import { useCallback, useState } from 'react';
import type { Sort } from './arrange-rows.ts';

/** What a person chose for one table, kept in this browser. */
export interface TableChoices {
  sort: Sort;
  /** Ids of columns. */
  hidden: readonly string[];
  /** Keys of groups. */
  collapsed: readonly string[];
}

/** @param id of the table: choices of another one are its own */
export function useTableChoices(
  id: string,
  initial: TableChoices,
): [TableChoices, (change: Partial<TableChoices>) => void] {
  const key = `pier-table-${id}`;
  const [choices, setChoices] = useState<TableChoices>(() => ({ ...initial, ...read(key) }));
  const change = useCallback(
    (changed: Partial<TableChoices>) =>
      setChoices((before) => {
        const next = { ...before, ...changed };
        write(key, next);
        return next;
      }),
    [key],
  );
  return [choices, change];
}

function read(key: string): Partial<TableChoices> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(key) ?? '{}');
    return isChoices(value) ? value : {};
  } catch {
    // Written by a person or another version: the table's own choices do.
    return {};
  }
}

function write(key: string, choices: TableChoices): void {
  try {
    localStorage.setItem(key, JSON.stringify(choices));
  } catch {
    // A browser without storage forgets them with the page.
  }
}

function isChoices(value: unknown): value is Partial<TableChoices> {
  if (typeof value !== 'object' || value === null) return false;
  const { sort, hidden, collapsed } = value as Record<string, unknown>;
  const isTexts = (list: unknown) =>
    list === undefined || (Array.isArray(list) && list.every((each) => typeof each === 'string'));
  const isSort =
    sort === undefined ||
    (typeof sort === 'object' &&
      sort !== null &&
      typeof (sort as Sort).column === 'string' &&
      typeof (sort as Sort).desc === 'boolean');
  return isSort && isTexts(hidden) && isTexts(collapsed);
}
