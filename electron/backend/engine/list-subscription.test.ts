import { describe, expect, it } from 'vitest';
import type { ContainerSummary } from '../../../shared/contract/containers.ts';
import { toContainerSummary } from './container-summary.ts';
import { ListSubscription } from './list-subscription.ts';

const row = (id: string, status = 'Up 1 second'): ContainerSummary =>
  toContainerSummary({
    Id: id,
    Names: [`/${id}`],
    Image: 'busybox',
    ImageID: 'sha256:1',
    Command: 'sh',
    Created: 1,
    State: 'running',
    Status: status,
    Ports: null,
    Labels: null,
  });

function open(list: ContainerSummary[]) {
  const abort = new AbortController();
  const subscription = new ListSubscription(() => list);
  const updates = subscription.updates(abort.signal);
  const next = async () => (await updates.next()).value;
  return { abort, subscription, next };
}

describe('ListSubscription', () => {
  it('numbers what is fetched without a gap, whatever was merged', async () => {
    const { subscription, next } = open([row('a')]);
    subscription.snapshot();
    expect(await next()).toMatchObject({ kind: 'snapshot', sequence: 1, containers: [{ id: 'a' }] });
    subscription.delta([row('a', 'old'), row('b')], []);
    subscription.delta([row('a', 'new')], ['b']);
    subscription.delta([row('c')], ['d']);
    expect(await next()).toEqual({
      kind: 'delta',
      sequence: 2,
      upsert: [row('a', 'new'), row('c')],
      remove: ['b', 'd'],
    });
    subscription.disconnected();
    expect(await next()).toEqual({ kind: 'disconnected', sequence: 3 });
  });

  it('brings back what was removed and made again', async () => {
    const { subscription, next } = open([]);
    subscription.delta([], ['a']);
    subscription.delta([row('a')], []);
    expect(await next()).toMatchObject({ kind: 'delta', upsert: [{ id: 'a' }], remove: [] });
  });

  it('gives the list as it is when a snapshot is fetched, and no delta that it has already', async () => {
    const list = [row('a')];
    const { subscription, next } = open(list);
    subscription.snapshot();
    list.push(row('b'));
    subscription.delta([row('b')], []);
    expect(await next()).toMatchObject({ kind: 'snapshot', containers: [{ id: 'a' }, { id: 'b' }] });
  });

  it('forgets deltas that a lost connection made worthless', async () => {
    const { subscription, next } = open([]);
    subscription.delta([row('a')], []);
    subscription.disconnected();
    expect(await next()).toEqual({ kind: 'disconnected', sequence: 1 });
  });

  it('wakes a watcher that waits, and ends with the signal', async () => {
    const { abort, subscription, next } = open([]);
    const waiting = next();
    subscription.disconnected();
    expect(await waiting).toMatchObject({ kind: 'disconnected' });
    const last = next();
    abort.abort();
    expect(await last).toBeUndefined();
  });
});
