import type { ContainerSummary, ContainersUpdate } from '../../shared/contract/containers.ts';
import type { ErrorData } from '../../shared/errors.ts';
import { mergeStateSince, readStateSince, type StateSince } from '../features/containers/container-age.ts';

/** Loading is not empty, and an engine that is silent for a moment is neither. */
export type ListStatus = 'loading' | 'live' | 'stale' | 'failed';

export interface ContainersSlice {
  byId: Readonly<Record<string, ContainerSummary>>;
  /** Ids as the engine lists them, newest first; without those that lists leave out. */
  order: readonly string[];
  sinceById: Readonly<Record<string, StateSince>>;
  status: ListStatus;
  error: ErrorData | undefined;
}

export const initialContainers: ContainersSlice = {
  byId: {},
  order: [],
  sinceById: {},
  status: 'loading',
  error: undefined,
};

/**
 * The list after one item of `containers.watch`.
 * @param now when it was received, milliseconds since the epoch
 */
export function reduceContainers(
  slice: ContainersSlice,
  update: ContainersUpdate,
  now: number,
): ContainersSlice {
  if (update.kind === 'disconnected') {
    return slice.status === 'live' ? { ...slice, status: 'stale' } : slice;
  }
  const snapshot = update.kind === 'snapshot';
  const byId = snapshot ? {} : { ...slice.byId };
  const sinceById = snapshot ? {} : { ...slice.sinceById };
  for (const id of snapshot ? [] : update.remove) {
    delete byId[id];
    delete sinceById[id];
  }
  for (const container of snapshot ? update.containers : update.upsert) {
    const { id } = container;
    const before = slice.byId[id];
    const known = before?.state === container.state ? slice.sinceById[id] : undefined;
    const since = mergeStateSince(known, readStateSince(container.status, now));
    byId[id] = container;
    if (since) sinceById[id] = since;
    else delete sinceById[id];
  }
  const order = Object.values(byId)
    .filter(({ isHidden }) => !isHidden)
    .sort((a, b) => b.createdAt - a.createdAt || a.name.localeCompare(b.name))
    .map((container) => container.id);
  return { byId, order, sinceById, status: 'live', error: undefined };
}
