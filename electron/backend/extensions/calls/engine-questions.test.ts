import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TestSource } from '../../../../e2e/fixtures/test-source.ts';
import type { NavigationTarget } from '../../../../shared/contract/extension-api.ts';
import { Engine } from '../../engine/engine.ts';
import { silentLogger } from '../../log/logger.ts';
import type { InstalledExtension, InstalledExtensions } from '../installed-extensions.ts';
import { ExtensionView } from '../views/extension-view.ts';
import { ExtensionCalls } from './extension-calls.ts';

const ID = 'a'.repeat(64);
const IMAGE = `sha256:${'b'.repeat(64)}`;
/** What this engine has. Names with letters that addresses have no place for are asked for in whole. */
const THERE: Record<string, unknown> = {
  '/containers/web/json': { Id: ID },
  [`/containers/${ID}/json`]: { Id: ID },
  [`/images/${IMAGE}/json`]: { Id: IMAGE },
  '/images/org/app:1/json': { Id: IMAGE },
  '/volumes/data': { Name: 'data' },
};
const LISTED = '[{"Id":"1","Names":["/web"],"Created":1700000000,"Ports":[],"Labels":{"a":"b"}}]\n';

let home: string;
let server: Server;
let engine: Engine;
let asked: string[] = [];

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'pier-questions-'));
  server = createServer((request, response) => {
    const url = decodeURIComponent(request.url ?? '').replace(/^\/v[\d.]+/, '');
    asked.push(url);
    const [path = '', query = ''] = url.split('?');
    if (path === '/containers/json' || path === '/images/json') {
      const isWrong = query.includes('"wrong"');
      response.writeHead(isWrong ? 400 : 200, { 'content-type': 'application/json' });
      return response.end(isWrong ? '{"message":"invalid filter \'wrong\'"}' : LISTED);
    }
    const found = THERE[path];
    response.writeHead(found ? 200 : 404, { 'content-type': 'application/json' });
    return response.end(JSON.stringify(found ?? { message: refusalOf(path) }));
  });
  const socket = join(home, 'd.sock');
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  engine = new Engine({ source: new TestSource({ kind: 'unix', path: socket }), log: silentLogger });
});
beforeEach(() => {
  asked = [];
});
afterAll(() => {
  engine.dispose();
  server.closeAllConnections();
  server.close();
  rmSync(home, { recursive: true });
});

/** In dockerd's words. */
function refusalOf(path: string): string {
  const [, kind = '', name = ''] = /^\/(container|image|volume)s\/(.*?)(?:\/json)?$/.exec(path) ?? [];
  return kind === 'volume' ? `get ${name}: no such volume` : `No such ${kind}: ${name}`;
}

function page(isOnOwnEngine = true) {
  const extension = {
    ...{ id: 'org_a', image: 'org/a:1', imageId: '1', title: 'A', installedAt: 1, enabled: true },
    ...{ metadata: {}, dev: {}, permissions: { dockerCommands: true, hostPrograms: true } },
  } satisfies InstalledExtension;
  const installed = { find: () => extension } as unknown as InstalledExtensions;
  const view = new ExtensionView({
    ...{ extensionId: 'org_a', imageId: '1', search: '', dark: false, isOnOwnEngine },
  });
  const host = { open: async () => undefined, close: () => {} };
  const services = { installed, engine, dockerSocket: '', findDocker: async () => '', env: {}, home };
  const { signal } = new AbortController();
  const context = { role: 'extension:org_a' as const, signal };
  return { ...new ExtensionCalls(view, host, services), view, context };
}

describe('places of the dashboard', () => {
  it.each<[NavigationTarget, NavigationTarget?]>([
    [{ to: 'containers' }],
    [{ to: 'images' }],
    [{ to: 'volumes' }],
    ...(['logs', 'inspect', 'exec', 'stats'] as const).map((tab): [NavigationTarget, NavigationTarget] => [
      { to: 'container', id: 'web', tab },
      { to: 'container', id: ID, tab },
    ]),
    [{ to: 'container', id: ID, tab: 'logs' }],
    [{ to: 'image', id: IMAGE, tag: 'org/app:1' }],
    [
      { to: 'image', id: 'org/app:1', tag: '' },
      { to: 'image', id: IMAGE, tag: '' },
    ],
    [{ to: 'volume', name: 'data' }],
  ])('%j is there', async (target, told = target) => {
    const { handlers, context, view } = page();
    await handlers.desktop.navigate({ target }, context);
    expect((await view.events(context.signal).next()).value).toEqual({ kind: 'navigate', target: told });
  });

  it.each<[NavigationTarget, string]>([
    [{ to: 'container', id: 'gone', tab: 'logs' }, 'container_not_found'],
    [{ to: 'container', id: '../images/json?', tab: 'inspect' }, 'container_not_found'],
    [{ to: 'image', id: 'sha256:gone', tag: 'x:1' }, 'image_not_found'],
    [{ to: 'volume', name: 'gone' }, 'volume_not_found'],
  ])('%j is not, and nothing is shown', async (target, code) => {
    const { handlers, context, view } = page();
    await expect(handlers.desktop.navigate({ target }, context)).rejects.toMatchObject({
      code,
      message: expect.stringContaining('name' in target ? target.name : 'id' in target ? target.id : ''),
    });
    view.end();
    expect((await view.events(context.signal).next()).done).toBe(true);
  });

  it('are of Pier’s own engine: a dashboard that shows another does not go there', async () => {
    const { handlers, context } = page(false);
    await expect(handlers.desktop.navigate({ target: { to: 'images' } }, context)).rejects.toMatchObject({
      code: 'capability_missing',
    });
    expect(asked).toEqual([]);
  });
});

describe('lists', () => {
  const list = async (
    query: Record<string, unknown>,
    what: 'listContainers' | 'listImages' = 'listContainers',
  ) => {
    const { handlers, context } = page();
    let text = '';
    for await (const part of handlers.docker[what]({ query }, context)) text += part;
    return text;
  };

  it.each<[Record<string, unknown>, string]>([
    [{}, '/containers/json'],
    [{ all: true, limit: 5, size: false }, '/containers/json?all=true&limit=5&size=false'],
    [{ filters: '{"label":["a=b c"]}' }, '/containers/json?filters={"label":["a=b+c"]}'],
    [{ filters: { label: ['a=b c'] } }, '/containers/json?filters={"label":["a=b+c"]}'],
    [{ all: null, filters: undefined }, '/containers/json'],
  ])('of %j ask for %s, and answer what the engine says', async (query, url) => {
    expect(await list(query)).toBe(LISTED);
    expect(asked).toEqual([url]);
  });

  it('of images', async () => {
    expect(await list({ filters: { dangling: ['true'] } }, 'listImages')).toBe(LISTED);
    expect(asked).toEqual(['/images/json?filters={"dangling":["true"]}']);
  });

  it('tell what the engine refuses', async () => {
    await expect(list({ filters: { wrong: ['x'] } })).rejects.toThrow("invalid filter 'wrong'");
  });
});
