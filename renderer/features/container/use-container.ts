import { useRef } from 'react';
import type { ContainerSummary } from '../../../shared/contract/containers.ts';
import type { ContainersSlice } from '../../store/containers-slice.ts';
import { usePier } from '../../store/store.ts';

/** The container that a person means, as it is or, where it was removed meanwhile, as it was known last. */
export function useContainer(wanted: string): { container: ContainerSummary | undefined; exists: boolean } {
  const found = usePier((state) => findContainer(state.containers, wanted));
  const last = useRef<ContainerSummary>(undefined);
  if (found) last.current = found;
  const known = last.current && isMeant(last.current, wanted) ? last.current : undefined;
  return { container: found ?? known, exists: found !== undefined };
}

/** @param wanted a whole id, a name, or at least three characters of an id's beginning */
export function findContainer(
  { byId, order }: Pick<ContainersSlice, 'byId' | 'order'>,
  wanted: string,
): ContainerSummary | undefined {
  if (Object.hasOwn(byId, wanted)) return byId[wanted];
  const all = order.flatMap((id) => byId[id] ?? []);
  return (
    all.find(({ name }) => name === wanted) ??
    (wanted.length >= 3 ? all.find(({ id }) => id.startsWith(wanted)) : undefined)
  );
}

function isMeant({ id, name }: ContainerSummary, wanted: string): boolean {
  return id === wanted || name === wanted || (wanted.length >= 3 && id.startsWith(wanted));
}
