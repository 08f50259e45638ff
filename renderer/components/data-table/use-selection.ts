import { useCallback, useMemo, useRef, useState } from 'react';

export interface Selection {
  /** Ids in no order. */
  ids: ReadonlySet<string>;
  has(id: string): boolean;
  /** @param range up to the one that was toggled before, as Shift does in every list */
  toggle(id: string, range: boolean): void;
  set(ids: readonly string[]): void;
  clear(): void;
}

/** Which rows are chosen for what is done to many. Those that are no longer in the list are not chosen any more. */
export function useSelection(order: readonly string[]): Selection {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const anchor = useRef<string>(undefined);
  const ids = useMemo(() => {
    if (chosen.size === 0) return chosen;
    const there = new Set(order);
    const left = [...chosen].filter((id) => there.has(id));
    return left.length === chosen.size ? chosen : new Set(left);
  }, [chosen, order]);

  const latest = useRef({ ids, order });
  latest.current = { ids, order };
  // The same function for ever: rows get it, and must not be drawn again for a new one.
  const toggle = useCallback((id: string, range: boolean) => {
    const { ids: before, order: all } = latest.current;
    const next = new Set(before);
    const [from, to] = [all.indexOf(anchor.current ?? ''), all.indexOf(id)];
    if (range && from >= 0 && to >= 0) {
      for (const each of all.slice(Math.min(from, to), Math.max(from, to) + 1)) next.add(each);
    } else if (!next.delete(id)) {
      next.add(id);
    }
    setChosen(next);
    anchor.current = id;
  }, []);
  const set = useCallback((wanted: readonly string[]) => setChosen(new Set(wanted)), []);
  const clear = useCallback(() => setChosen(new Set()), []);
  return useMemo(
    () => ({ ids, has: (id: string) => ids.has(id), toggle, set, clear }),
    [ids, toggle, set, clear],
  );
}
