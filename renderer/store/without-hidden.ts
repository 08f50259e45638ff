import { useMemo } from 'react';
import type { LiveList } from './use-live.ts';

/** What extensions run is marked by the backend: lists leave it out, a page about it is shown. */
interface MayBeHidden {
  isHidden?: true | undefined;
}

export function withoutHidden<T extends MayBeHidden>(items: readonly T[]): T[] {
  return items.filter(({ isHidden }) => !isHidden);
}

export function useWithoutHidden<T extends MayBeHidden>(list: LiveList<T>): LiveList<T> {
  const { items } = list;
  const shown = useMemo(() => withoutHidden(items), [items]);
  return { ...list, items: shown };
}
