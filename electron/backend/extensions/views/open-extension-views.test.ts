import { expect, it } from 'vitest';
import type { ExtensionViewEvent } from '../../../../shared/contract/extension-views.ts';
import { contract } from '../../../../shared/contract/index.ts';
import { memoryTransports } from '../../../../shared/rpc/memory-transport.ts';
import { silentLogger } from '../../log/logger.ts';
import type { CallServices } from '../calls/extension-calls.ts';
import type { InstalledExtension, InstalledExtensions } from '../installed-extensions.ts';
import type { ViewHost } from './extension-views.ts';
import { openExtensionViews } from './open-extension-views.ts';

function dashboard(host: Partial<ViewHost> = {}) {
  const extension = {
    ...{ id: 'org_a', image: 'org/a:1', imageId: '1', title: 'A', installedAt: 1, metadata: {}, dev: {} },
    enabled: true,
    permissions: { dockerCommands: true, hostPrograms: true },
    page: { title: 'A', folder: '/', entry: 'index.html' },
  } satisfies InstalledExtension;
  let changed = () => {};
  const ran: string[] = [];
  const installed = {
    find: (id: string) => (id === 'org_a' ? extension : undefined),
    idOf: (name: string) => (name === 'org/a' || name === 'org_a' ? 'org_a' : undefined),
    onChange: (listener: () => void) => {
      changed = listener;
      return () => {};
    },
    ran: (id: string) => {
      ran.push(id);
      return () => {};
    },
  } as unknown as InstalledExtensions;
  const views = openExtensionViews({ installed, env: {}, home: '/', log: silentLogger } as CallServices & {
    log: typeof silentLogger;
  });
  const closed: string[] = [];
  views.attach({ open: async () => undefined, close: (view) => closed.push(view.extensionId), ...host });
  const end = new AbortController();
  const context = { role: 'web' as const, signal: end.signal };
  const open = (id: string) =>
    views
      .handlers(true)
      .open({ id, search: '', dark: false }, context)
      [Symbol.asyncIterator]() as AsyncIterator<ExtensionViewEvent, void>;
  return { views, extension, closed, ran, open, change: () => changed(), end: () => end.abort() };
}

/** What a page hears to a message. */
async function asked(method: string, input: unknown = {}): Promise<{ t: string; error: { code: string } }> {
  const { views, open } = dashboard();
  const shown = open('org/a');
  await shown.next();
  const view = views.shown('org_a');
  if (!view) throw new Error('There is no view.');
  const [page, backend] = memoryTransports();
  views.connect(backend, view);
  const answer = new Promise<string | undefined>((resolve) => page.onMessage(resolve));
  page.send(JSON.stringify({ t: 'call', id: 0, method, input }));
  return JSON.parse((await answer) ?? '');
}

it('the page of an extension knows no call of the dashboard', async () => {
  const methods = Object.entries(contract).flatMap(([area, calls]) =>
    Object.keys(calls).map((name) => `${area}.${name}`),
  );
  expect(methods.length).toBeGreaterThan(100);
  for (const method of methods) {
    expect(await asked(method), method).toMatchObject({ t: 'err', error: { code: 'unknown_method' } });
  }
  // No argument makes another of it.
  expect(
    await asked('desktop.toast', { tone: 'success', message: 'x', role: 'ui', id: 'org_b' }),
  ).toMatchObject({ t: 'ok' });
});

it('a view ends with what reads it, and takes its connections along', async () => {
  const { views, open, closed, end } = dashboard();
  const shown = open('org_a');
  expect((await shown.next()).value).toMatchObject({ kind: 'opened', title: 'A' });
  const view = views.shown('org_a');
  if (!view) throw new Error('There is no view.');
  const [page, backend] = memoryTransports();
  views.connect(backend, view);
  let isClosed = false;
  page.onClose(() => {
    isClosed = true;
  });
  end();
  expect((await shown.next()).done).toBe(true);
  expect([isClosed, closed, views.shown('org_a')]).toEqual([true, ['org_a'], undefined]);
  const [late, other] = memoryTransports();
  views.connect(other, view);
  await new Promise<void>((resolve) => late.onClose(resolve));
});

it.each([
  ['is disabled', { enabled: false }],
  ['is updated', { imageId: '2' }],
  ['has no page any more', { page: undefined }],
])('a view ends where its extension %s', async (_what, change) => {
  const { extension, open, change: changed } = dashboard();
  const shown = open('org_a');
  await shown.next();
  const next = shown.next();
  changed();
  Object.assign(extension, change);
  changed();
  expect((await next).done).toBe(true);
});

it('a view waits for a window to be shown in, and is of what is installed then', async () => {
  let show = () => {};
  const whenShown = () => new Promise<void>((resolve) => (show = resolve));
  const opened: string[] = [];
  const { extension, open } = dashboard({
    whenShown,
    open: async ({ imageId }) => void opened.push(imageId),
  });
  const first = open('org_a').next();
  expect(opened).toEqual([]);
  Object.assign(extension, { imageId: '2' });
  show();
  expect((await first).value).toMatchObject({ kind: 'opened' });
  expect(opened).toEqual(['2']);
});

it('what is not there, off or without a page is not opened', async () => {
  const { extension, open } = dashboard();
  await expect(open('org_b').next()).rejects.toMatchObject({ code: 'extension_not_found' });
  Object.assign(extension, { enabled: false });
  await expect(open('org_a').next()).rejects.toMatchObject({ code: 'extension_disabled' });
  Object.assign(extension, { enabled: true, page: undefined });
  await expect(open('org_a').next()).rejects.toMatchObject({ code: 'extension_not_found' });
});
