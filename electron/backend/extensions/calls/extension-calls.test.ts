import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { ExecItem } from '../../../../shared/contract/extension-api.ts';
import type { Engine } from '../../engine/engine.ts';
import type { InstalledExtension, InstalledExtensions } from '../installed-extensions.ts';
import { ExtensionView } from '../views/extension-view.ts';
import type { ViewHost } from '../views/extension-views.ts';
import { type CallServices, ExtensionCalls } from './extension-calls.ts';
import { servicePath } from './service-client.ts';

vi.setConfig({ testTimeout: 30_000 });

let home: string;
let service: Server;
let connections = 0;

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'pier-calls-'));
  const script = (name: string, body: string) => {
    writeFileSync(join(home, name), `#!/bin/sh\n${body}\n`);
    chmodSync(join(home, name), 0o755);
  };
  script('tool', 'printf "%s|" "$@" "$A" "$PWD"; echo oops >&2; exit 3');
  script(
    'flood',
    'i=0; while [ $i -lt 40000 ]; do echo 0123456789012345678901234567890123456789; i=$((i+1)); done',
  );
  script(
    'stubborn',
    'trap "" TERM INT; sleep 600 & echo $$ $! > "$1"; echo on; while :; do sleep 0.05; done',
  );
  script('killed', 'kill -9 $$');
  script('docker', 'printf "%s|" "$@" "$DOCKER_HOST" "$DOCKER_CONFIG" "$MY"');
  writeFileSync(join(home, 'broken'), 'no program');
  service = createServer(async (request, response) => {
    const { url = '', method = '' } = request;
    if (url === '/led') return response.writeHead(307, { location: '/here' }).end();
    if (url === '/refused') return response.writeHead(418).end('no tea');
    const { host, 'content-type': type } = request.headers;
    return response.end(JSON.stringify({ method, url, host, type, body: await text(request) }));
  });
  service.on('connection', () => {
    connections += 1;
  });
  await new Promise<void>((resolve) => service.listen(join(home, 's.sock'), resolve));
});

afterAll(() => {
  service.closeAllConnections();
  service.close();
  rmSync(home, { recursive: true });
});

function page(
  over: {
    permissions?: InstalledExtension['permissions'];
    services?: Partial<CallServices>;
    host?: Partial<ViewHost>;
  } = {},
) {
  const ran: unknown[] = [];
  const names = ['tool', 'flood', 'stubborn', 'killed', 'broken'];
  const digestOf = (name: string) =>
    createHash('sha256')
      .update(readFileSync(join(home, name)))
      .digest('hex');
  const extension: InstalledExtension = {
    ...{
      id: 'org_a',
      image: 'org/a:1',
      imageId: '1',
      title: 'A',
      installedAt: 1,
      enabled: true,
      metadata: {},
    },
    dev: {},
    permissions: over.permissions ?? { dockerCommands: true, hostPrograms: true },
    host: { folder: home, names, digests: Object.fromEntries(names.map((name) => [name, digestOf(name)])) },
    backend: {
      project: 'org_a-desktop-extension',
      firstContainer: 'org_a-desktop-extension-service',
      connectService: async () => connect(join(home, 's.sock')),
    },
  };
  const installed = {
    find: (id: string) => (id === 'org_a' ? extension : undefined),
    ran: (_id: string, run: { command: string; refused: boolean }) => {
      ran.push([run.command, run.refused]);
      return (code?: number) => ran.push(code);
    },
  } as unknown as InstalledExtensions;
  const asked: string[] = [];
  const engine = {
    use: async (_attempt: unknown, work: (client: object) => Promise<unknown>) =>
      work({
        json: async ({ path }: { path: string }) => {
          asked.push(path);
          return { Id: 'whole', Config: { Labels: { 'com.docker.compose.project': 'somebody-else' } } };
        },
      }),
  } as unknown as Engine;
  const view = new ExtensionView({
    ...{ extensionId: 'org_a', imageId: '1', search: '', dark: false, isOnOwnEngine: true },
  });
  const calls = new ExtensionCalls(
    view,
    { open: async () => undefined, close: () => {}, ...over.host },
    {
      installed,
      engine,
      dockerSocket: '/run/d.sock',
      findDocker: async () => join(home, 'docker'),
      env: { PATH: process.env.PATH, DOCKER_CONTEXT: 'other' },
      home: '/',
      ...over.services,
    },
  );
  const signal = new AbortController();
  const context = { role: 'extension:org_a' as const, signal: signal.signal };
  return { handlers: calls.handlers, calls, context, view, ran, asked, end: () => signal.abort() };
}

async function outputOf(items: AsyncIterable<ExecItem>) {
  const said = { stdout: '', stderr: '' };
  for await (const item of items) {
    if ('stdout' in item) said.stdout += item.stdout;
    else if ('stderr' in item) said.stderr += item.stderr;
    else return { ...said, ...item };
  }
  return said;
}

describe('programs of this computer', () => {
  it('get their words as they are, in a folder, with variables; and are written down', async () => {
    const { handlers, context, ran } = page();
    const input = { words: ['tool', 'a b', '$(id)', ''], cwd: home, env: { A: 'x' } };
    expect(await outputOf(handlers.host.exec(input, context))).toEqual({
      stdout: `a b|$(id)||x|${home}|`,
      stderr: 'oops\n',
      code: 3,
      signal: null,
    });
    await vi.waitFor(() => expect(ran).toEqual([["tool 'a b' '$(id)' ''", false], 3]));
  });

  it.each(['../tool', '/bin/sh', 'sh', './tool', '', '..'])('are its own: not %j', async (name) => {
    const { handlers, context } = page();
    const run = outputOf(handlers.host.exec({ words: [name] }, context));
    await expect(run).rejects.toMatchObject({ code: 'file_not_found' });
  });

  it('tell why they do not run, and by what they were killed', async () => {
    const { handlers, context } = page();
    await expect(outputOf(handlers.host.exec({ words: ['broken'] }, context))).rejects.toThrow("Run '");
    const nowhere = handlers.host.exec({ words: ['tool'], cwd: '/nowhere' }, context);
    await expect(outputOf(nowhere)).rejects.toMatchObject({ code: 'file_not_found' });
    expect(await outputOf(handlers.host.exec({ words: ['killed'] }, context))).toMatchObject({
      code: null,
      signal: 'SIGKILL',
    });
  });

  it('wait where nobody reads, and lose nothing', async () => {
    const { handlers, context } = page();
    const items = handlers.host.exec({ words: ['flood'] }, context)[Symbol.asyncIterator]();
    const first = (await items.next()).value as { stdout: string };
    await new Promise((resolve) => setTimeout(resolve, 100));
    let length = first.stdout.length;
    for (let next = await items.next(); !next.done; next = await items.next()) {
      if ('stdout' in next.value) length += next.value.stdout.length;
    }
    expect(length).toBe(40_000 * 41);
  });

  it('end with the call, and what they started too, by force where they do not listen', async () => {
    const { handlers, context, end } = page();
    const pids = join(home, 'pids');
    const items = handlers.host.exec({ words: ['stubborn', pids] }, context)[Symbol.asyncIterator]();
    await items.next();
    const started = readFileSync(pids, 'utf8').trim().split(' ');
    expect(started.every((pid) => existsSync(`/proc/${pid}`))).toBe(true);
    end();
    expect((await items.next()).done).toBe(true);
    await vi.waitFor(() => expect(started.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]), 20_000);
  });
});

describe('docker commands', () => {
  it('work on Pier’s engine, whatever the shell or the extension says', async () => {
    const { handlers, context } = page();
    const env = { DOCKER_HOST: 'tcp://evil', DOCKER_CONFIG: '/evil', PATH: '/evil', MY: 'own' };
    const { stdout } = (await outputOf(handlers.docker.exec({ words: ['ps', '-a'], env }, context))) as {
      stdout: string;
    };
    expect(stdout).toBe('ps|-a|unix:///run/d.sock||own|');
  });
});

describe('what a person refused', () => {
  it('does not run, and is written down', async () => {
    const { handlers, context, ran } = page({ permissions: { dockerCommands: false, hostPrograms: false } });
    const refused = [
      handlers.docker.exec({ words: ['ps'] }, context),
      handlers.host.exec({ words: ['tool'] }, context),
      handlers.docker.listContainers({ query: {} }, context),
    ];
    for (const call of refused) {
      await expect(call[Symbol.asyncIterator]().next()).rejects.toMatchObject({ code: 'forbidden' });
    }
    expect(ran).toEqual([
      ['docker ps', true],
      ['tool', true],
    ]);
  });
});

it.each(['database', undefined])('no command runs in a container of somebody else: %s', async (container) => {
  const { handlers, context } = page();
  const run = outputOf(handlers.vm.exec({ words: ['id'], container }, context));
  await expect(run).rejects.toMatchObject({ code: 'container_not_found' });
});

describe('the backend service', () => {
  const send = async (url: string, method = 'GET', body?: string) => {
    const { handlers, context, calls } = page();
    const headers = { Host: 'evil', 'Content-Type': 'a/b', Connection: 'close' };
    let status = 0;
    let said = '';
    for await (const item of handlers.vm.request(
      { url, method, headers, ...(body !== undefined && { body }) },
      context,
    )) {
      if ('text' in item) said += item.text;
      else status = item.status;
    }
    calls.dispose();
    return { status, said };
  };

  it('gets the request, and answers it', async () => {
    const { status, said } = await send('/v?p=/home/ä b', 'PUT', 'grüße');
    expect(status).toBe(200);
    expect(JSON.parse(said)).toEqual({
      method: 'PUT',
      url: '/v?p=/home/%C3%A4%20b',
      host: 'localhost',
      type: 'a/b',
      body: 'grüße',
    });
    expect(await send('/refused')).toEqual({ status: 418, said: 'no tea' });
    expect(JSON.parse((await send('/led', 'POST', 'x')).said)).toMatchObject({
      url: '/here',
      method: 'POST',
      body: 'x',
    });
  });

  it('keeps its connections', async () => {
    const { handlers, context, calls } = page();
    const before = connections;
    for (let i = 0; i < 5; i += 1) {
      const input = { url: '/x', method: 'GET', headers: {} };
      for await (const _ of handlers.vm.request(input, context));
    }
    expect(connections - before).toBe(1);
    calls.dispose();
  });

  it.each([
    ['/a', '/a'],
    ['a?b', '/a?b'],
    ['/a b"<>/%20', '/a%20b"<>/%20'],
    ['/\ud800', '/%EF%BF%BD'],
    ['/a\r\nHost: x', '/a%0D%0AHost:%20x'],
  ])('%j is asked for as %j', (url, path) => expect(servicePath(url)).toBe(path));
});

describe('places of the dashboard', () => {
  it('are told with the id that the engine knows', async () => {
    const { handlers, context, view, asked } = page();
    await handlers.desktop.navigate({ target: { to: 'container', id: 'web', tab: 'exec' } }, context);
    const { value } = await view.events(context.signal).next();
    expect(value).toEqual({ kind: 'navigate', target: { to: 'container', id: 'whole', tab: 'exec' } });
    expect(asked).toEqual(['/containers/web/json']);
  });

  it('open web addresses alone', async () => {
    const { handlers, context, view } = page();
    for (const url of [
      'file:///etc/passwd',
      'javascript:x',
      'vscode://x',
      'nothing',
      'https://example.com/',
    ]) {
      await handlers.desktop.openExternal({ url }, context);
    }
    view.end();
    expect((await view.events(context.signal).next()).done).toBe(true);
    const other = page();
    await other.handlers.desktop.openExternal({ url: 'https://example.com/' }, other.context);
    expect((await other.view.events(context.signal).next()).value).toEqual({
      kind: 'external',
      url: 'https://example.com/',
    });
  });

  it('are opened by the desktop app itself, not without end', async () => {
    const opened: string[] = [];
    const { handlers, context } = page({ host: { openExternal: (url) => opened.push(url) } });
    await handlers.desktop.openExternal({ url: 'vscode://x' }, context);
    for (let n = 0; n < 20; n += 1) {
      await handlers.desktop.openExternal({ url: `https://example.com/${n}` }, context);
    }
    expect(opened.length).toBeGreaterThan(0);
    expect(opened.length).toBeLessThan(15);
  });
});
