import { expect, it, vi } from 'vitest';
import { silentLogger } from '../log/logger.ts';
import { knownVariables } from './backend/extension-compose.ts';
import { keepBackendsUp } from './keep-backends-up.ts';

type Options = Parameters<typeof keepBackendsUp>[0];

/** Two extensions with containers, on an engine that answers. @param wrong the project that cannot be removed */
function two(more: { remains?: Options['remains']; busy?: string; wrong?: string } = {}) {
  const down: string[] = [];
  const tidy = vi.fn(async () => {});
  let isOn = true;
  let changed = () => {};
  const client = {
    json: async ({ path }: { path: string }) => (path.startsWith('/volumes') ? { Volumes: [] } : []),
  };
  const kept = keepBackendsUp({
    store: {
      all: () => ['a', 'b'].map((id) => ({ id, enabled: true, image: id, backend: { project: id } })),
      find: () => undefined,
    },
    operations: { isBusy: (id: string) => id === more.busy, revive: async () => {} },
    backends: {
      down: async ({ project }: { project: string }) => {
        down.push(project);
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
  } as unknown as Options);
  return {
    down,
    tidy,
    kept,
    switchOff: () => {
      isOn = false;
      changed();
    },
  };
}

it('extensions that are switched off go, though one of them cannot', async () => {
  const { down, kept, switchOff } = two({ wrong: 'a' });
  switchOff();
  await vi.waitFor(() => expect(down).toContain('b'));
  await kept.dispose();
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
