import { expect, it, vi } from 'vitest';
import { silentLogger } from '../log/logger.ts';
import { knownVariables } from './backend/extension-compose.ts';
import { keepBackendsUp } from './keep-backends-up.ts';

type Options = Parameters<typeof keepBackendsUp>[0];

/** Two extensions with containers, on an engine that answers. @param wrong the project that cannot be looked up or stopped */
function two(more: { remains?: Options['remains']; busy?: string; wrong?: string } = {}) {
  const down: string[] = [];
  const stopped: string[] = [];
  const revived: string[] = [];
  const looked: string[] = [];
  const tidy = vi.fn(async () => {});
  let isOn = true;
  let changed = () => {};
  const client = {
    json: async ({ path, query }: { path: string; query: { filters: { label: [string] } } }) => {
      const project = query.filters.label[0].split('=')[1] ?? '';
      if (path === '/containers/json') looked.push(project);
      if (project === more.wrong) throw new Error('it is busy');
      return path.startsWith('/volumes') ? { Volumes: [] } : [];
    },
  };
  const kept = keepBackendsUp({
    store: {
      all: () =>
        ['a', 'b'].map((id) => ({
          id,
          enabled: true,
          image: id,
          backend: { project: id, services: [{ name: 's' }] },
        })),
      find: () => undefined,
    },
    operations: { isBusy: (id: string) => id === more.busy, revive: async (id: string) => revived.push(id) },
    backends: {
      down: async ({ project }: { project: string }) => {
        down.push(project);
      },
      stop: async ({ project }: { project: string }) => {
        stopped.push(project);
        if (project === more.wrong) throw new Error('it stays');
      },
      tidy,
    },
    leases: { remove: async () => true },
    engine: { client, use: async (_: unknown, work: (with_: typeof client) => unknown) => work(client) },
    source: { current: () => client, onChange: () => () => {} },
    settings: {
      onChange: (listener: () => void) => {
        changed = listener;
        return () => {};
      },
    },
    areOn: () => isOn,
    remains: more.remains ?? [],
    log: silentLogger,
    lookAgainMs: 20,
  } as unknown as Options);
  return {
    ...{ down, stopped, revived, looked },
    tidy,
    kept,
    switchOff: () => {
      isOn = false;
      changed();
    },
  };
}

it('extensions that are switched off stop, though one of them cannot', async () => {
  const { down, stopped, kept, switchOff } = two({ wrong: 'a' });
  switchOff();
  await vi.waitFor(() => expect(stopped).toEqual(['a', 'b']));
  await kept.dispose();
  expect(down).toEqual([]);
});

it('one that cannot be looked up keeps the others from nothing, and is looked up again', async () => {
  const { revived, looked, kept } = two({ wrong: 'a' });
  await vi.waitFor(() => expect(looked.filter((each) => each === 'a').length).toBeGreaterThan(1));
  await kept.dispose();
  expect(revived).toContain('b');
  expect(revived).not.toContain('a');
});

it.each([
  [undefined, ['left']],
  ['left', []],
])('what an interruption left goes, but not while it is installed anew: %s', async (busy, gone) => {
  const done = vi.fn(async () => {});
  const { down, tidy, kept } = two({
    ...(busy && { busy }),
    remains: [{ images: [], id: 'left', project: 'left', done }],
  });
  await vi.waitFor(() => expect(tidy).toHaveBeenCalled());
  await kept.dispose();
  expect(down).toEqual(gone);
  expect(done).toHaveBeenCalledTimes(gone.length);
});

it('compose files of extensions know no secret of this computer', () => {
  const env = {
    HTTPS_PROXY: 'http://me:hunter2@proxy.test:3128',
    HOME: '/h',
    TOKEN: 'hunter2',
    no_proxy: 'a,b',
  };
  expect(knownVariables(env)).toEqual({ HTTPS_PROXY: 'http://proxy.test:3128', HOME: '/h', no_proxy: 'a,b' });
});
