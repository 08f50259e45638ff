import { describe, expect, it } from 'vitest';
import { testContainer } from '../features/containers/test-container.ts';
import { initialContainers, reduceContainers } from './containers-slice.ts';

const NOW = 1_800_000_000_000;
const a = testContainer({ id: 'a', name: 'a', createdAt: 1, status: 'Up Less than a second' });
const b = testContainer({ id: 'b', name: 'b', createdAt: 2 });
const live = reduceContainers(initialContainers, { kind: 'snapshot', sequence: 0, containers: [a, b] }, NOW);

describe('reduceContainers', () => {
  it('starts as loading, and an empty snapshot is not loading any more', () => {
    expect(initialContainers.status).toBe('loading');
    const empty = reduceContainers(initialContainers, { kind: 'snapshot', sequence: 0, containers: [] }, NOW);
    expect([empty.status, empty.order]).toEqual(['live', []]);
  });
  it('lists the newest first', () => expect(live.order).toEqual(['b', 'a']));
  it('knows what lists leave out, and lists it not', () => {
    const hidden = { ...a, isHidden: true as const };
    const next = reduceContainers(live, { kind: 'delta', sequence: 1, upsert: [hidden], remove: [] }, NOW);
    expect([next.byId.a, next.order]).toEqual([hidden, ['b']]);
  });
  it('applies a delta and keeps the rows that did not change as they are', () => {
    const renamed = { ...a, name: 'c' };
    const next = reduceContainers(
      live,
      { kind: 'delta', sequence: 1, upsert: [renamed], remove: ['b', 'unknown'] },
      NOW,
    );
    expect(next.byId).toEqual({ a: renamed });
    expect(next.order).toEqual(['a']);
    const other = reduceContainers(live, { kind: 'delta', sequence: 1, upsert: [renamed], remove: [] }, NOW);
    expect(other.byId.b).toBe(live.byId.b);
  });
  it('removes before it adds, so an id in both stays', () => {
    const next = reduceContainers(live, { kind: 'delta', sequence: 1, upsert: [a], remove: ['a'] }, NOW);
    expect(next.byId.a).toBe(a);
  });
  it('keeps what was known while the engine is silent, and replaces all afterwards', () => {
    const stale = reduceContainers(live, { kind: 'disconnected', sequence: 1 }, NOW);
    expect([stale.status, stale.order]).toEqual(['stale', ['b', 'a']]);
    const back = reduceContainers(stale, { kind: 'snapshot', sequence: 2, containers: [b] }, NOW);
    expect([back.status, back.order]).toEqual(['live', ['b']]);
  });
  it('an engine that never answered stays loading', () => {
    const next = reduceContainers(initialContainers, { kind: 'disconnected', sequence: 0 }, NOW);
    expect(next.status).toBe('loading');
  });
  it('knows a start to the second for as long as it lasts', () => {
    const later = { ...a, status: 'Up 2 minutes' };
    const next = reduceContainers(
      live,
      { kind: 'delta', sequence: 1, upsert: [later], remove: [] },
      NOW + 150_000,
    );
    expect(next.sinceById.a).toEqual({ at: NOW, precision: 1000 });
    const ended = { ...a, state: 'exited' as const, status: 'Exited (0) Less than a second ago' };
    const last = reduceContainers(
      next,
      { kind: 'delta', sequence: 2, upsert: [ended], remove: [] },
      NOW + 160_000,
    );
    expect(last.sinceById.a).toEqual({ at: NOW + 160_000, precision: 1000 });
  });
});
