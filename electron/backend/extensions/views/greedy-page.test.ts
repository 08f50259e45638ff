import { expect, it } from 'vitest';
import { memoryTransports } from '../../../../shared/rpc/memory-transport.ts';
import type { Transport } from '../../../../shared/rpc/transport.ts';
import { Places } from '../../engine/places.ts';
import type { CallServices } from '../calls/extension-calls.ts';
import type { InstalledExtension, InstalledExtensions } from '../installed-extensions.ts';
import { openExtensionViews } from './open-extension-views.ts';

/** Extensions whose commands begin and never end. */
async function shown(id: string) {
  const installed = {
    find: (wanted: string) =>
      ({
        ...{
          id: wanted,
          image: `${wanted}:1`,
          imageId: '1',
          title: wanted,
          installedAt: 1,
          metadata: {},
          dev: {},
        },
        enabled: true,
        permissions: { dockerCommands: true, hostPrograms: true },
        page: { title: wanted, folder: '/', entry: 'index.html' },
      }) satisfies InstalledExtension,
    idOf: (name: string) => name,
    onChange: () => () => {},
    ran: () => () => {},
  } as unknown as InstalledExtensions;
  let began = 0;
  const findDocker = () => {
    began += 1;
    return new Promise<string>(() => {});
  };
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const services = { installed, findDocker, env: {}, home: '/', log } as unknown as CallServices;
  const views = openExtensionViews({ ...services, log } as Parameters<typeof openExtensionViews>[0]);
  views.attach({ open: async () => undefined, close: () => {} });
  const end = new AbortController();
  const open = async (wanted: string) => {
    const context = { role: 'web' as const, signal: end.signal };
    const input = { id: wanted, search: '', dark: false };
    await views.handlers(true).open(input, context)[Symbol.asyncIterator]().next();
    const view = views.shown(wanted);
    if (!view) throw new Error('There is no view.');
    return () => {
      const [page, backend] = memoryTransports();
      views.connect(backend, view);
      return page;
    };
  };
  return { connect: await open(id), open, end: () => end.abort(), began: () => began };
}

/** What a connection hears when it runs so many commands: of those that are refused. */
function run(page: Transport, commands: number): Promise<{ error: { code: string } }> {
  return new Promise((resolve) => {
    page.onMessage((text) => resolve(JSON.parse(text ?? '')));
    for (let id = 0; id < commands; id += 1) {
      page.send(JSON.stringify({ t: 'call', id, method: 'docker.exec', input: { words: ['ps'] } }));
    }
  });
}

it('a page gets no more by opening more connections, and another extension as much as ever', async () => {
  const { connect, open, began } = await shown('org_greedy');
  void run(connect(), 120);
  expect((await run(connect(), 120)).error.code).toBe('exec_limit');
  expect(began()).toBe(200);
  const other = await open('org_other');
  void run(other(), 100);
  await expect.poll(began).toBe(300);
});

it('a page has few connections: the newest of them', async () => {
  const { connect } = await shown('org_greedy');
  const open = new Set<number>();
  for (let n = 0; n < 10; n += 1) {
    open.add(n);
    connect().onClose(() => open.delete(n));
  }
  await expect.poll(() => [...open]).toEqual([6, 7, 8, 9]);
});

it('requests beyond the limit have their turn in their order, and one that is given up takes none', async () => {
  const places = new Places(1);
  const end = new AbortController();
  const { signal } = new AbortController();
  const first = await places.take(signal);
  const order: string[] = [];
  const second = places.take(signal).then((leave) => {
    order.push('second');
    return leave;
  });
  const given = places.take(end.signal).catch(() => order.push('given up'));
  const third = places.take(signal).then(() => order.push('third'));
  end.abort();
  await given;
  first();
  first();
  (await second)();
  await third;
  expect(order).toEqual(['given up', 'second', 'third']);
});
