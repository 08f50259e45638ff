import { useMemo, useState } from 'react';
import {
  allBranches,
  ancestorsOf,
  findInJson,
  firstExpanded,
  type JsonRow,
  jsonRows,
  MATCH_LIMIT,
} from './json-rows.ts';

/** What is open, marked and searched in a tree. It is kept while the value changes under it. */
export interface JsonTreeState {
  rows: JsonRow[];
  /** The marked line: the one that keys act on. */
  active: JsonRow;
  activeIndex: number;
  search: string;
  /** Pointers of what was found. */
  matches: readonly string[];
  /** Which of them was gone to, from 0 on; -1 for none. */
  match: number;
  /** True where there may be more matches than were counted. */
  isCut: boolean;
  setSearch(text: string): void;
  /** Marks the next or previous match, after the marked line, and opens what it is in. */
  goToMatch(step: 1 | -1): void;
  activate(pointer: string): void;
  toggle(pointer: string, open?: boolean): void;
  openAll(): void;
  closeAll(): void;
}

export function useJsonTree(value: unknown): JsonTreeState {
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(() => firstExpanded(value));
  const [pointer, setPointer] = useState('');
  const [search, setSearch] = useState('');
  const [current, setCurrent] = useState<string>();
  const rows = useMemo(() => jsonRows(value, expanded), [value, expanded]);
  const matches = useMemo(() => findInJson(value, search), [value, search]);
  const found = rows.findIndex((row) => row.pointer === pointer);
  const activeIndex = Math.max(0, found);
  const active = rows[activeIndex] as JsonRow;
  const match = current === undefined ? -1 : matches.indexOf(current);

  const goToMatch = (step: 1 | -1) => {
    if (matches.length === 0) return;
    const next = matches[(match < 0 ? (step > 0 ? 0 : -1) : match + step + matches.length) % matches.length];
    const target = next ?? matches.at(-1) ?? '';
    setCurrent(target);
    setExpanded((before) => new Set([...before, ...ancestorsOf(target)]));
    setPointer(target);
  };
  return {
    rows,
    active,
    activeIndex,
    search,
    matches,
    match,
    isCut: matches.length === MATCH_LIMIT,
    setSearch: (text) => {
      setSearch(text);
      setCurrent(undefined);
    },
    goToMatch,
    activate: setPointer,
    toggle: (which, open) => {
      setExpanded((before) => {
        const after = new Set(before);
        if (open ?? !before.has(which)) after.add(which);
        else after.delete(which);
        return after;
      });
    },
    openAll: () => setExpanded(allBranches(value)),
    closeAll: () => {
      setExpanded(new Set(['']));
      setPointer('');
    },
  };
}
