import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, request } from 'node:http';
import { type AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text as wholeText } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { AppError } from '../../shared/errors.ts';
import { silentLogger } from '../backend/log/logger.ts';
import { TransferDesk } from '../backend/transfers/transfer-desk.ts';
import { securityHeaders } from '../security-headers.ts';
import { startUiServer, type UiServer } from './ui-server.ts';

let home: string;
let ui: UiServer;
let port: number;
let token: string;
let cookie: string;
let connections = 0;
const transfers = new TransferDesk({ log: silentLogger });

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Sends a path as it is: no client of ours may tidy up what an attacker would send. */
function ask(
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
  sentBody?: string,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        body += text;
      });
      response.on('error', reject);
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    });
    sent.on('error', reject);
    sent.end(sentBody);
  });
}

/** Resolves with how the server took a WebSocket. */
function openSocket(headers: Record<string, string>, path = '/rpc'): Promise<'open' | number> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
    socket.on('open', () => {
      socket.close();
      resolve('open');
    });
    socket.on('unexpected-response', (_request, response) => {
      response.resume();
      socket.terminate();
      resolve(response.statusCode ?? 0);
    });
    socket.on('error', reject);
  });
}

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'pier-ui-'));
  const folder = join(home, 'renderer');
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(home, 'secret.txt'), 'secret');
  writeFileSync(join(home, 'renderer-secret.txt'), 'secret');
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>Pier</title>');
  writeFileSync(join(folder, 'assets/index-Ab3_dE-9.js'), 'export {};');
  writeFileSync(join(folder, 'icon.svg'), '<svg/>');
  ui = await startUiServer({
    folder,
    port: 0,
    onTransport: () => {
      connections += 1;
    },
    transfers,
  });
  const url = new URL(ui.url);
  port = Number(url.port);
  token = url.searchParams.get('token') ?? '';
  const { headers } = await ask(`/?token=${token}`);
  cookie = headers['set-cookie']?.[0]?.split(';')[0] ?? '';
});

afterAll(async () => {
  await ui.close();
  rmSync(home, { recursive: true });
});

describe('the token', () => {
  it('is exchanged for a cookie that scripts and other sites cannot use, and leaves the address', async () => {
    const { status, headers } = await ask(`/?token=${token}`);
    expect(status).toBe(303);
    expect(headers.location).toBe('/');
    expect(headers['cache-control']).toBe('no-store');
    const [set = ''] = headers['set-cookie'] ?? [];
    expect(set).toMatch(new RegExp(`^pier-${port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`));
    expect(set).not.toContain(token);
  });

  it.each(['', 'x', 'x'.repeat(43), 'x'.repeat(10_000)])('is not %j', async (wrong) => {
    const { status, headers } = await ask(`/?token=${wrong}`);
    expect(status).toBe(401);
    expect(headers['set-cookie']).toBeUndefined();
  });

  it('opens nothing but the start page', async () => {
    expect((await ask(`/icon.svg?token=${token}`)).status).toBe(401);
  });
});

describe('pages', () => {
  it('are for those who are signed in', async () => {
    for (const given of ['', 'pier=1', `pier-${port}=x`, `pier-${port}=`, `pier-${port}=${token}`]) {
      expect((await ask('/', given ? { cookie: given } : {})).status).toBe(401);
    }
    const { status, body } = await ask('/', { cookie: `theme=dark; ${cookie}` });
    expect(status).toBe(200);
    expect(body).toContain('<title>Pier</title>');
  });

  it('come with a strict policy, also where they are refused', async () => {
    for (const headers of [{ cookie }, {}]) {
      const answer = await ask('/', headers as Record<string, string>);
      const policy = answer.headers['content-security-policy'];
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
      expect(answer.headers['x-content-type-options']).toBe('nosniff');
      expect(answer.headers['referrer-policy']).toBe('no-referrer');
    }
  });

  it('have frames from nowhere but where they are told to', async () => {
    const policyOf = (headers: { 'content-security-policy'?: string }) =>
      headers['content-security-policy'] ?? '';
    expect(policyOf((await ask('/', { cookie })).headers as never)).not.toContain('frame-src');
    const withFrames = securityHeaders('http://*.localhost:1234');
    expect(policyOf(withFrames)).toContain("frame-ancestors 'none'; frame-src http://*.localhost:1234");
    expect(policyOf(withFrames)).not.toContain('unsafe');
  });

  it('are never cached, assets that are named by their content always', async () => {
    expect((await ask('/', { cookie })).headers['cache-control']).toBe('no-store');
    const asset = await ask('/assets/index-Ab3_dE-9.js', { cookie });
    expect(asset.headers['cache-control']).toContain('immutable');
    expect(asset.headers['content-type']).toBe('text/javascript; charset=utf-8');
    const icon = await ask('/icon.svg', { cookie });
    expect(icon.headers['cache-control']).toBe('no-cache');
    const again = await ask('/icon.svg', { cookie, 'if-none-match': icon.headers.etag ?? '' });
    expect([again.status, again.body]).toEqual([304, '']);
  });

  it('are not written: methods other than GET and HEAD are refused', async () => {
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      expect((await ask('/', { cookie }, method)).status).toBe(405);
    }
    const head = await ask('/', { cookie }, 'HEAD');
    expect([head.status, head.body]).toEqual([200, '']);
  });

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/../../secret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/..%5csecret.txt',
    '/../renderer-secret.txt',
    '//etc/passwd',
    '/etc/passwd',
    '/%00',
    '/%',
    '/assets',
    '/assets/',
    '/nothing',
  ])('do not lead out of their folder: %s', async (path) => {
    const { status, body } = await ask(path, { cookie });
    expect(status).toBe(404);
    expect(body).toBe('Not found\n');
  });
});

describe('the names it answers to', () => {
  it.each(['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]'])('include %s, at any port', async (name) => {
    expect((await ask('/', { cookie, host: name })).status).toBe(200);
    expect((await ask('/', { cookie, host: `${name}:8080` })).status).toBe(200);
  });

  it.each([
    'evil.example',
    'evil.example:80',
    'localhost.evil.example',
    '127.0.0.1.evil.example',
    '127.0.0.1:80:80',
    '192.168.1.2',
    '0.0.0.0',
    '127.0.0.1@evil.example',
  ])('do not include %j', async (host) => {
    for (const path of ['/', `/?token=${token}`]) {
      expect((await ask(path, { cookie, host })).status).toBe(403);
    }
    expect(await openSocket({ cookie, host, origin: `http://${host}` })).toBe(401);
  });
});

describe('WebSockets', () => {
  const origin = () => `http://127.0.0.1:${port}`;

  it('open for our own page with its cookie', async () => {
    const before = connections;
    expect(await openSocket({ cookie, origin: origin() })).toBe('open');
    const forwarded = { host: 'localhost:8080', origin: 'http://localhost:8080' };
    expect(await openSocket({ cookie, ...forwarded })).toBe('open');
    expect(connections - before).toBe(2);
  });

  it('do not open without the cookie, nor from another page, nor elsewhere', async () => {
    const before = connections;
    expect(await openSocket({ origin: origin() })).toBe(401);
    expect(await openSocket({ cookie: `pier-${port}=x`, origin: origin() })).toBe(401);
    expect(await openSocket({ cookie })).toBe(401);
    for (const other of [
      'http://evil.example',
      'null',
      `http://127.0.0.1:${port + 1}`,
      `https://127.0.0.1:${port}`,
    ]) {
      expect(await openSocket({ cookie, origin: other })).toBe(401);
    }
    expect(await openSocket({ cookie, origin: origin() }, '/')).toBe(400);
    expect(connections).toBe(before);
  });
});

describe('transfers', () => {
  const origin = () => `http://127.0.0.1:${port}`;
  const offerText = (text: string, fileName = 'a.txt') =>
    transfers.offerDownload({ fileName, open: async () => Readable.from([text]) }).url;

  it('give a file once, to whoever is signed in, under its name', async () => {
    const url = offerText('content', 'übung "1".tar');
    expect((await ask(url)).status).toBe(403);
    const answer = await ask(url, { cookie });
    expect(answer.status).toBe(200);
    expect(answer.body).toBe('content');
    expect(answer.headers['content-disposition']).toBe(
      `attachment; filename="_bung _1_.tar"; filename*=UTF-8''%C3%BCbung%20%221%22.tar`,
    );
    const again = await ask(url, { cookie });
    expect(again.status).toBe(404);
    expect(JSON.parse(again.body).error.code).toBe('transfer_failed');
  });

  it('take a file from a page of ours alone, and answer with what was made of it', async () => {
    const offer = () =>
      transfers.offerUpload({ receive: async (body) => ({ text: await wholeText(body) }) }).url;
    const url = offer();
    for (const headers of [{ cookie }, { cookie, origin: 'http://evil.example' }, { origin: origin() }]) {
      expect((await ask(url, headers as Record<string, string>, 'PUT', 'x')).status).toBe(403);
    }
    const answer = await ask(url, { cookie, origin: origin() }, 'PUT', 'sent');
    expect([answer.status, JSON.parse(answer.body)]).toEqual([200, { value: { text: 'sent' } }]);
    expect((await ask(offer(), { cookie, origin: origin() }, 'GET')).status).toBe(404);
    expect((await ask(offerText('x'), { cookie, origin: origin() }, 'PUT', 'x')).status).toBe(404);
  });

  it('tell an error as data where nothing was sent yet, and break where something was', async () => {
    const failing = transfers.offerDownload({
      fileName: 'a',
      open: async () => {
        throw new AppError('engine_error', 'Cannot read it.', 'Try again.');
      },
    }).url;
    const refused = await ask(failing, { cookie });
    expect([refused.status, JSON.parse(refused.body).error.message]).toEqual([502, 'Cannot read it.']);
    const breaking = transfers.offerDownload({
      fileName: 'a',
      open: async () =>
        Readable.from(
          (async function* () {
            yield 'half';
            throw new Error('gone');
          })(),
        ),
    }).url;
    await expect(ask(breaking, { cookie })).rejects.toThrow();
  });

  it('end where the receiver goes away', async () => {
    const opened = vi.fn();
    const { url } = transfers.offerDownload({
      fileName: 'endless',
      open: async (signal) => {
        opened(signal);
        return Readable.from(
          (async function* () {
            while (!signal.aborted) yield 'x'.repeat(65_536);
          })(),
        );
      },
    });
    const sent = request({ host: '127.0.0.1', port, path: url, headers: { cookie } });
    sent.on('error', () => {});
    sent.end();
    await vi.waitFor(() => expect(opened).toHaveBeenCalled());
    sent.destroy();
    await vi.waitFor(() => expect(opened.mock.calls[0]?.[0].aborted).toBe(true));
  });

  it.each(['/transfer/', '/transfer/x', `/transfer/${'A'.repeat(43)}`, '/transfer/%2e%2e/index.html'])(
    'know nothing of %s',
    async (path) => expect((await ask(path, { cookie })).status).toBe(path.includes('%') ? 200 : 404),
  );
});

it('says which port is taken', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const taken = (other.address() as AddressInfo).port;
  const start = startUiServer({ folder: home, port: taken, onTransport: () => {}, transfers });
  await expect(start).rejects.toMatchObject({
    code: 'port_taken',
    message: expect.stringContaining(`${taken}`),
  });
  other.close();
});

it('says which port cannot be used, whatever the reason', async () => {
  const listen = vi.spyOn(Server.prototype, 'listen').mockImplementationOnce(function (this: Server) {
    setImmediate(() => this.emit('error', Object.assign(new Error('listen EACCES'), { code: 'EACCES' })));
    return this;
  });
  await expect(
    startUiServer({ folder: home, port: 80, onTransport: () => {}, transfers }),
  ).rejects.toMatchObject({
    code: 'bad_input',
    message: 'Cannot serve the dashboard on port 80: listen EACCES.',
    hint: expect.stringContaining('PIER_PORT'),
  });
  listen.mockRestore();
});
