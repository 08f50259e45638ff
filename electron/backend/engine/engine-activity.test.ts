import { PassThrough } from 'node:stream';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { silentLogger } from '../log/logger.ts';
import { EngineActivity, type LeftOut } from './engine-activity.ts';
import type { EngineClient } from './engine-client.ts';
import type { FollowOptions } from './follow-engine.ts';

type Follow = Omit<FollowOptions, 'source' | 'client' | 'log'>;

/** An engine whose events a test writes. */
function make(running: string[], leftOut?: LeftOut) {
  const events = new PassThrough();
  let follow: Follow | undefined;
  const client = {
    open: async ({ path }: { path: string }) =>
      path === '/_ping' ? Object.assign(new PassThrough(), { headers: {} }) : events,
    json: async () => running.map((Id) => ({ Id, Labels: { name: Id } })),
  } as unknown as EngineClient;
  const activity = new EngineActivity({
    engine: {
      follow: async (options) => {
        follow = options;
        await options.session(client, new AbortController(), () => {}).catch(() => {});
        options.onDisconnected();
      },
    },
    log: silentLogger,
    ...(leftOut && { leftOut }),
  });
  const event = (Type: string, Action: string, ID = 'x') =>
    events.write(`${JSON.stringify({ Type, Action, Actor: { ID, Attributes: { name: ID } } })}\n`);
  return { activity, event, events, followed: () => follow };
}

let activity: EngineActivity | undefined;
afterEach(() => activity?.dispose());

describe('EngineActivity', () => {
  it('counts the containers that run, from before and by events', async () => {
    const test = make(['a', 'b']);
    ({ activity } = test);
    expect(activity.running).toBeUndefined();
    activity.follow();
    await vi.waitFor(() => expect(test.activity.running).toBe(2));
    test.event('container', 'start', 'c');
    // One that it knows already, from the list and from the events.
    test.event('container', 'start', 'a');
    test.event('container', 'die', 'b');
    test.event('container', 'exec_start: ls', 'a');
    await vi.waitFor(() => expect(test.activity.running).toBe(2));
    test.event('container', 'die', 'a');
    await vi.waitFor(() => expect(test.activity.running).toBe(1));
    // Nobody knows while the engine is away.
    test.events.end();
    await vi.waitFor(() => expect(test.activity.running).toBeUndefined());
  });

  it('counts no containers of extensions, as long as these are installed', async () => {
    let isInstalled = true;
    let change = () => {};
    const test = make(['a', 'of extension'], {
      isOfBackend: ({ name = '' }) => isInstalled && name.startsWith('of'),
      onChange: (listener) => {
        change = listener;
        return () => {};
      },
    });
    ({ activity } = test);
    const told: unknown[] = [];
    activity.onChange(() => told.push(activity?.running));
    activity.follow();
    await vi.waitFor(() => expect(told).toEqual([1]));
    test.event('container', 'start', 'of another');
    test.event('container', 'die', 'a');
    await vi.waitFor(() => expect(told).toEqual([1, 1, 0]));
    isInstalled = false;
    change();
    expect(told.at(-1)).toBe(2);
  });

  it('tells when memory or disk is freed', async () => {
    const test = make([]);
    ({ activity } = test);
    const freed: string[] = [];
    activity.onFreed((what) => freed.push(what));
    activity.follow();
    await vi.waitFor(() => expect(test.activity.running).toBe(0));
    test.event('image', 'pull');
    test.event('container', 'die');
    test.event('image', 'delete');
    test.event('builder', 'prune');
    test.event('volume', 'create');
    test.event('volume', 'destroy');
    await vi.waitFor(() => expect(freed).toEqual(['memory', 'disk', 'disk', 'disk']));
  });
});
