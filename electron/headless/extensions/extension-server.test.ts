import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type {
  InstalledExtension,
  InstalledExtensions,
} from '../../backend/extensions/installed-extensions.ts';
import type { ExtensionView } from '../../backend/extensions/views/extension-view.ts';
import { ExtensionViews } from '../../backend/extensions/views/extension-views.ts';
import { silentLogger } from '../../backend/log/logger.ts';
import { originName } from '../../extension-pages/extension-origin.ts';
import { OwnServices } from '../../extension-pages/own-services.ts';
import {
  type ExtensionServer,
  type ExtensionServerOptions,
  startExtensionServer,
} from './extension-server.ts';

let home: string;
let server: ExtensionServer;
let options: ExtensionServerOptions;
let elsewhere: Server;
let elsewhereUrl: string;
const connected: ExtensionView[] = [];
const end = new AbortController();
const views: Record<string, string> = {};

const extensions = ['org_a', 'org_b', 'org_closed'].map((id) => ({
  ...{ id, image: `${id}:1`, imageId: '1', title: id, installedAt: 1, enabled: true, metadata: {} },
  permissions: { dockerCommands: true, hostPrograms: true },
  dev: {} as { uiSource?: string },
  page: { title: id, folder: '', entry: 'index.html?v1' },
})) satisfies InstalledExtension[];
const installed = {
  all: () => extensions,
  find: (id: string) => extensions.find((each) => each.id === id),
  idOf: (id: string) => id,
  onChange: () => () => {},
} as unknown as InstalledExtensions;

const nameOf = (id: string) => originName({ id, installedAt: 1 });
const hostOf = (id: string) => `${nameOf(id)}.localhost:${server.port}`;

/** Of a page, over the wire: `fetch` would not send these headers. */
function ask(path: string, headers: Record<string, string> = {}, method = 'GET', body = '') {
  return new Promise<{ status: number; headers: IncomingHttpHeaders; body: string }>((resolve, reject) => {
    const sent = request(
      { host: '127.0.0.1', port: server.port, path, method, headers: { host: hostOf('org_a'), ...headers } },
      async (answer) =>
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: await text(answer) }),
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

const OWN_SCRIPT = { 'sec-fetch-site': 'same-origin', 'sec-fetch-dest': 'empty' };
const proxied = (url: string, headers: Record<string, string> = {}, method = 'GET', body = '') =>
  ask(`/.pier/proxy?url=${encodeURIComponent(url)}`, { ...OWN_SCRIPT, ...headers }, method, body);

function openSocket(path: string, id: string, origin = `http://${hostOf(id)}`): Promise<string> {
  const socket = new WebSocket(`ws://127.0.0.1:${server.port}${path}`, {
    headers: { host: hostOf(id), origin },
  });
  return new Promise((resolve) => {
    socket.on('open', () => {
      socket.close();
      resolve('open');
    });
    socket.on('error', () => resolve('refused'));
  });
}

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'pier-extension-server-'));
  for (const extension of extensions) {
    extension.page.folder = join(home, extension.id);
    mkdirSync(extension.page.folder);
    writeFileSync(join(extension.page.folder, 'index.html'), `<head>${extension.id}`);
  }
  writeFileSync(join(home, 'secret.txt'), 'secret');
  const all = new ExtensionViews({ installed, serve: (_transport, view) => connected.push(view) });
  elsewhere = createServer(async (asked, answer) => {
    const url = new URL(asked.url ?? '', 'http://x');
    const to = url.searchParams.get('to');
    const status = Number(url.searchParams.get('status') ?? 302);
    if (to) return answer.writeHead(status, { location: to }).end();
    answer.writeHead(url.pathname === '/missing' ? 404 : 200, {
      ...{ 'set-cookie': 'a=b', 'x-own': '1', 'content-type': 'application/json' },
      'content-security-policy': 'none',
      'x-frame-options': 'DENY',
    });
    return answer.end(
      JSON.stringify({ method: asked.method, headers: asked.headers, body: await text(asked) }),
    );
  });
  new WebSocketServer({ server: elsewhere }).on('connection', (socket) =>
    socket.on('message', (data) => socket.send(`echo ${data}`)),
  );
  await new Promise<void>((resolve) => elsewhere.listen(0, '127.0.0.1', resolve));
  elsewhereUrl = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
  const forbidden: number[] = [];
  options = {
    ...{ portFile: join(home, 'port.json'), installed, views: all, log: silentLogger },
    own: new OwnServices(() => forbidden),
    proxies: () => ({ noProxy: '' }),
    client: Buffer.from('client'),
  };
  server = await startExtensionServer(options);
  forbidden.push(server.port);
  all.attach(server.host);
  for (const id of ['org_a', 'org_b']) {
    const opened = all
      .handlers(true)
      .open({ id, search: 'q=1', dark: false }, { role: 'web', signal: end.signal });
    const { value } = await opened[Symbol.asyncIterator]().next();
    views[id] = value?.kind === 'opened' ? value.view : '';
    expect(value).toMatchObject({
      frame: { origin: `http://${hostOf(id)}`, url: `http://${hostOf(id)}/index.html?v1&q=1` },
    });
  }
});

afterAll(async () => {
  end.abort();
  await server.close();
  elsewhere.closeAllConnections();
  elsewhere.close();
  rmSync(home, { recursive: true });
});

const ticketOf = async (id: string) =>
  (await options.views.handlers(true).ticket({ view: views[id] ?? '' }, { role: 'web', signal: end.signal }))
    .ticket;

describe('pages', () => {
  it('are each on an origin of its own, for frames of the dashboard', async () => {
    const { status, body, headers } = await ask('/index.html?v1');
    expect(status).toBe(200);
    expect(body).toMatch(/^<head><script src="\/\.pier\/client\.js" [^>]*><\/script>org_a$/);
    const policy = headers['content-security-policy'];
    expect(policy).toContain('frame-ancestors http://127.0.0.1:* http://localhost:*');
    expect(policy).toContain("connect-src 'self' data: blob:;");
    expect((await ask('/', { host: hostOf('org_b') })).body).toContain('org_b');
  });

  it.each([
    ['127.0.0.1', 403],
    ['localhost', 403],
    [`${'0'.repeat(32)}.localhost`, 403],
    [`${nameOf('org_a')}.localhost.evil.example`, 403],
    [`${nameOf('org_a')}.evil.example`, 403],
    [nameOf('org_a'), 403],
  ])('are not at %s', async (host, status) => expect((await ask('/', { host })).status).toBe(status));

  it('are shown by nobody else, not written, and end at their folder', async () => {
    expect((await ask('/', { 'sec-fetch-dest': 'document' })).status).toBe(403);
    expect((await ask('/', {}, 'POST')).status).toBe(405);
    for (const path of ['/../secret.txt', '/..%2fsecret.txt', '/../org_b/index.html', '/.pier/x']) {
      expect((await ask(path)).status).toBe(404);
    }
  });
});

describe('connections', () => {
  it('need a ticket of the very extension, which is good once', async () => {
    const ticket = await ticketOf('org_a');
    expect(await openSocket(`/.pier/rpc?ticket=${ticket}`, 'org_b')).toBe('refused');
    expect(await openSocket(`/.pier/rpc?ticket=${ticket}`, 'org_a', `http://${hostOf('org_b')}`)).toBe(
      'refused',
    );
    expect(await openSocket('/.pier/rpc', 'org_a')).toBe('refused');
    expect(await openSocket(`/.pier/other?ticket=${await ticketOf('org_a')}`, 'org_a')).toBe('refused');
    expect(connected).toEqual([]);
    expect(await openSocket(`/.pier/rpc?ticket=${ticket}`, 'org_a')).toBe('open');
    expect(await openSocket(`/.pier/rpc?ticket=${ticket}`, 'org_a')).toBe('refused');
    expect(connected.map(({ extensionId }) => extensionId)).toEqual(['org_a']);
  });
});

describe('requests to other origins', () => {
  it('are passed on without a word of the browser, and answered without what acts on the page', async () => {
    const sent = {
      cookie: 'c=1',
      origin: 'http://x',
      referer: 'http://x',
      authorization: 'Bearer t',
      'x-a': '1',
    };
    const { status, headers, body } = await proxied(`${elsewhereUrl}/a?b=c`, sent, 'POST', 'text');
    expect(status).toBe(200);
    const seen = JSON.parse(body);
    expect(seen).toMatchObject({ method: 'POST', body: 'text' });
    expect(seen.headers).toMatchObject({
      authorization: 'Bearer t',
      'x-a': '1',
      host: new URL(elsewhereUrl).host,
    });
    for (const name of ['cookie', 'origin', 'referer', 'sec-fetch-site'])
      expect(seen.headers[name]).toBeUndefined();
    expect(headers).toMatchObject({ 'x-own': '1', 'x-pier-url': `${elsewhereUrl}/a?b=c` });
    expect(headers['set-cookie']).toBeUndefined();
    expect(headers['content-security-policy']).toContain('sandbox');
    expect((await proxied(`${elsewhereUrl}/missing`)).status).toBe(404);
  });

  it.each([
    [302, 'POST', 'GET', ''],
    [303, 'PUT', 'GET', ''],
    [307, 'POST', 'POST', 'text'],
    [308, 'PUT', 'PUT', 'text'],
    [301, 'GET', 'GET', ''],
  ])('follow a redirect %i of %s with %s', async (status, method, then, text) => {
    const to = encodeURIComponent('/there');
    const { body, headers } = await proxied(
      `${elsewhereUrl}/?to=${to}&status=${status}`,
      {},
      method,
      method === 'GET' ? '' : 'text',
    );
    expect(JSON.parse(body)).toMatchObject({ method: then, body: text });
    expect(headers['x-pier-url']).toBe(`${elsewhereUrl}/there`);
  });

  it('tell of a redirect where that is wanted, and take their login nowhere else', async () => {
    const url = `${elsewhereUrl}/?to=${encodeURIComponent(`http://localhost:${new URL(elsewhereUrl).port}/x`)}`;
    expect((await proxied(url, { 'x-pier-redirect': 'manual' })).status).toBe(302);
    await expect(proxied(url, { 'x-pier-redirect': 'error' })).rejects.toThrow();
    const { body } = await proxied(url, { authorization: 'Bearer t' });
    expect(JSON.parse(body).headers.authorization).toBeUndefined();
  });

  it('never reach what is Pier’s own, by name, number or redirect', async () => {
    const own = `http://${hostOf('org_b')}/index.html`;
    for (const url of [
      own,
      `http://127.0.0.1:${server.port}/`,
      `http://[::1]:${server.port}/`,
      `http://0.0.0.0:${server.port}/`,
      `${elsewhereUrl}/?to=${encodeURIComponent(own)}`,
      'file:///etc/passwd',
    ]) {
      await expect(proxied(url), url).rejects.toThrow();
    }
  });

  it('are for scripts of the page alone, while it is shown', async () => {
    const path = `/.pier/proxy?url=${encodeURIComponent(elsewhereUrl)}`;
    for (const headers of [
      {},
      { ...OWN_SCRIPT, 'sec-fetch-dest': 'iframe' },
      { ...OWN_SCRIPT, 'sec-fetch-dest': 'script' },
      { ...OWN_SCRIPT, 'sec-fetch-site': 'cross-site' },
      { ...OWN_SCRIPT, host: hostOf('org_closed') },
    ]) {
      expect((await ask(path, headers as Record<string, string>)).status).toBe(403);
    }
    // A browser that tells nothing of it.
    expect((await ask(path, { 'x-pier-proxy': '1' })).status).toBe(200);
  });

  it('carry WebSockets both ways', async () => {
    const url = encodeURIComponent(elsewhereUrl.replace('http', 'ws'));
    const socket = new WebSocket(`ws://127.0.0.1:${server.port}/.pier/proxy?url=${url}`, {
      headers: { host: hostOf('org_a'), origin: `http://${hostOf('org_a')}` },
    });
    const answer = new Promise((resolve) => socket.once('message', (data) => resolve(`${data}`)));
    await new Promise((resolve) => socket.once('open', resolve));
    socket.send('hello');
    expect(await answer).toBe('echo hello');
    socket.close();
    const own = encodeURIComponent(`ws://127.0.0.1:${server.port}/`);
    expect(await openSocket(`/.pier/proxy?url=${own}`, 'org_a')).toBe('refused');
  });
});

it('takes a page from the server that it is developed with, and passes its word of changes on', async () => {
  const developed = createServer((asked, answer) => {
    const isPage = asked.url === '/app/?v1';
    answer.writeHead(isPage ? 200 : 404, { 'content-type': 'text/html; charset=utf-8', 'set-cookie': 'a=b' });
    answer.end(`<head>${asked.headers.host}`);
  });
  new WebSocketServer({ server: developed, path: '/hmr' }).on('connection', (socket) =>
    socket.send('changed'),
  );
  await new Promise<void>((resolve) => developed.listen(0, '127.0.0.1', resolve));
  const { port } = developed.address() as AddressInfo;
  const beta = extensions.find(({ id }) => id === 'org_b');
  if (beta) beta.dev.uiSource = `http://127.0.0.1:${port}/app/`;
  const headers = { host: hostOf('org_b') };
  const { status, body, headers: answered } = await ask('/?v1', headers);
  expect(status).toBe(200);
  expect(body).toMatch(new RegExp(`^<head><script src="/.pier/client.js" [^>]*></script>127.0.0.1:${port}$`));
  expect(answered['set-cookie']).toBeUndefined();
  expect(answered['content-security-policy']).toContain('frame-ancestors http://127.0.0.1:*');
  expect((await ask('/other', headers)).status).toBe(404);
  expect((await ask('/.pier/client.js', headers)).body).toBe('client');
  expect(await openSocket('/hmr', 'org_b')).toBe('open');
  developed.closeAllConnections();
  await new Promise((resolve) => developed.close(resolve));
  expect((await ask('/?v1', headers)).status).toBe(502);
  if (beta) beta.dev = {};
});

it('keeps its port for the next time, and takes another where that is taken', async () => {
  expect(JSON.parse(readFileSync(options.portFile, 'utf8'))).toEqual({ version: 1, port: server.port });
  const other = await startExtensionServer(options);
  expect(other.port).not.toBe(server.port);
  expect(JSON.parse(readFileSync(options.portFile, 'utf8')).port).toBe(other.port);
  await other.close();
});
