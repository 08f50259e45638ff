import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importBusybox } from '../../../e2e/fixtures/busybox-image.ts';
import { ensureDockerPlugins, PLUGINS_TIMEOUT_MS } from '../../../e2e/fixtures/docker-plugins.ts';
import { startDockerd, type TestDockerd } from '../../../e2e/fixtures/dockerd.ts';
import { importExtension, SOCKET_SERVER } from '../../../e2e/fixtures/extension-image.ts';
import { TestSource } from '../../../e2e/fixtures/test-source.ts';
import type { CallContext } from '../../../shared/contract/define.ts';
import type { Extension, ExtensionPreview } from '../../../shared/contract/extensions.ts';
import { pierFiles } from '../../../vm/files.ts';
import { noMoreLogins } from '../credentials/program-logins.ts';
import { Engine } from '../engine/engine.ts';
import { silentLogger } from '../log/logger.ts';
import { TaskRegistry } from '../tasks/task-registry.ts';
import { type Extensions, openExtensions } from './extensions.ts';

const NAME = 'acme/shop-extension:1.2';
const ID = 'acme_shop-extension';
const PROJECT = `${ID}-desktop-extension`;
const QUICK = 'stop_signal: SIGKILL';

let dockerd: TestDockerd;
let engine: Engine;
let tasks: TaskRegistry;
let extensions: Extensions;
let home: string;
let plugins: string;
let source: TestSource;

const METADATA = {
  icon: 'icon.svg',
  ui: { 'dashboard-tab': { title: 'Shop', src: 'index.html?v1', root: '/ui' } },
  vm: { composefile: 'compose.yaml', exposes: { socket: 'shop.sock' } },
  host: { binaries: [{ windows: [{ path: '/host/tool.exe' }] }, { linux: [{ path: '/host/tool' }] }] },
};

const COMPOSE = `
name: another
services:
  zeta:
    image: \${DESKTOP_PLUGIN_IMAGE}
    command: ['/usr/bin/perl', '/server.pl', '/run/guest-services/shop.sock']
    environment: {SECRET: "\${PIER_TEST_SECRET:-none}"}
    volumes: ['/var/run/docker.sock.raw:/var/run/docker.sock', 'data:/data']
  alpha:
    image: busybox
    command: ['sleep', '1000']
    restart: 'no'
    ${QUICK}
volumes: {data: {}}
`;

async function open(): Promise<Extensions> {
  const files = pierFiles(home);
  return await openExtensions({
    ...{ files, engine, source, tasks, cacheDir: join(home, 'no-cache'), log: silentLogger },
    env: { ...process.env, PATH: plugins, PIER_TEST_SECRET: 'of this computer' },
    dockerSocket: dockerd.socket,
    hasMachine: false,
    owner: 'test',
    settings: {
      current: { extensionsEnabled: true, onlyMarketplaceExtensions: false } as never,
      onChange: () => () => {},
    },
    tagsOf: async () => [],
    logins: noMoreLogins,
  });
}

beforeAll(async () => {
  plugins = await ensureDockerPlugins();
  home = await mkdtemp(join(tmpdir(), 'pier-x-'));
  dockerd = await startDockerd();
  source = new TestSource(dockerd.endpoint);
  engine = new Engine({ source, log: silentLogger });
  tasks = new TaskRegistry({ log: silentLogger });
  extensions = await open();
  await importBusybox(dockerd.docker);
  await importExtension(dockerd.docker, {
    name: NAME,
    metadata: METADATA,
    labels: {
      'org.opencontainers.image.title': 'Shop',
      'com.docker.desktop.extension.api.version': '>=0.3.0',
    },
    files: {
      'icon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
      'ui/index.html': '<h1>Shop</h1>',
      'ui/deep/app.js': '1',
      'ui/outside': { link: '../../../etc' },
      'ui/inside': { link: 'deep/app.js' },
      'ui/dangling': { link: 'nowhere' },
      'host/tool': '#!/bin/sh\necho "$1"\n',
      'host/tool.exe': 'MZ',
      'compose.yaml': COMPOSE,
      'server.pl': SOCKET_SERVER,
      'not-needed': 'x',
    },
    command: ['/server.pl', '/run/guest-services/shop.sock'],
  });
}, PLUGINS_TIMEOUT_MS);

afterAll(async () => {
  await tasks?.dispose();
  await extensions?.dispose();
  engine?.dispose();
  await dockerd?.stop();
  if (home) await rm(home, { recursive: true });
});

const docker = async (...args: string[]) => (await dockerd.docker.run(args)).stdout.trim();
const context = (signal = new AbortController().signal): CallContext => ({ role: 'ui', signal });

/** Runs a call that starts a task to its end. */
async function finish(started: Promise<{ taskId: string }> | { taskId: string }) {
  const { taskId } = await started;
  return await tasks.ended(taskId);
}

const install = (reference: string) =>
  finish(extensions.handlers.install({ source: { kind: 'image', reference } }, context()));

/** The extension when it is as asked for. */
async function seen(id: string, isIt: (extension: Extension) => boolean): Promise<Extension> {
  const end = new AbortController();
  let last: Extension | undefined;
  const timer = setTimeout(() => end.abort(), 60_000);
  for await (const state of extensions.handlers.watch({}, context(end.signal))) {
    last = state.extensions.find((each) => each.id === id) as Extension | undefined;
    if (last && isIt(last)) break;
  }
  clearTimeout(timer);
  if (!last || end.signal.aborted) throw new Error(`It is: ${JSON.stringify(last)}`);
  return last;
}

/** What of the engine has to do with extensions: containers, volumes, networks, and images but for those named. */
async function left(): Promise<string[]> {
  const lists = await Promise.all([
    docker('ps', '-a', '--format', '{{.Names}}'),
    docker('volume', 'ls', '-q'),
    docker('network', 'ls', '--filter', 'type=custom', '--format', '{{.Name}}'),
    docker('images', '-a', '--filter', 'label=com.pier.helper', '-q'),
  ]);
  return lists.flatMap((list) => list.split('\n')).filter(Boolean);
}

function ask(
  agent: Agent,
  options: { path: string; method?: string; body?: string },
): Promise<{ status: number | undefined; body: string }> {
  const { path, method = 'GET', body } = options;
  return new Promise((resolve, reject) => {
    const sent = request({ agent, path, method, headers: { 'content-length': body?.length ?? 0 } });
    sent.on('error', reject);
    sent.on('response', async (response) =>
      resolve({ status: response.statusCode, body: await text(response) }),
    );
    sent.end(body);
  });
}

/** Connections to the extension's socket, as those who carry its calls make them. */
function agentOf(id: string): Agent {
  const agent = new Agent({ keepAlive: true });
  const connect = extensions.installed.find(id)?.backend?.connectService;
  Object.assign(agent, {
    createConnection: (_options: object, done: (error: unknown, stream?: unknown) => void) => {
      void connect?.(new AbortController().signal).then((stream) => done(null, stream), done);
    },
  });
  return agent;
}

describe('an extension', () => {
  it('is shown before it is installed, with what it can do, and leaves nothing', async () => {
    const leave = new AbortController();
    let preview: ExtensionPreview | undefined;
    for await (const item of extensions.handlers.preview(
      { source: { kind: 'image', reference: 'acme/shop-extension' } },
      context(leave.signal),
    )) {
      if (item.kind !== 'ready') continue;
      preview = item.preview as ExtensionPreview;
      break;
    }
    expect(preview).toMatchObject({
      id: ID,
      image: NAME,
      version: '1.2',
      title: 'Shop',
      isApiSupported: true,
      missingLabels: [],
      icon: expect.stringMatching(/^data:image\/svg\+xml;base64,/),
    });
    expect(preview?.abilities).toEqual([
      { kind: 'page', title: 'Shop' },
      { kind: 'docker-commands' },
      expect.objectContaining({
        kind: 'container',
        service: 'zeta',
        image: NAME,
        mounts: [
          {
            source: '/var/run/docker.sock.raw',
            target: '/var/run/docker.sock',
            readOnly: false,
            kind: 'engine',
          },
          { source: `${PROJECT}_data`, target: '/data', readOnly: false, kind: 'volume' },
        ],
      }),
      expect.objectContaining({ kind: 'container', service: 'alpha' }),
      { kind: 'host-program', name: 'tool', sha256: expect.stringMatching(/^[0-9a-f]{64}$/), sizeBytes: 20 },
    ]);
    expect(await left()).toEqual([]);
    expect(existsSync(join(home, 'extensions', ID))).toBe(false);
  });

  it('runs: its page, its programs, its containers with the names that it knows, its socket', async () => {
    expect(await install('acme/shop-extension')).toMatchObject({ state: 'done', result: { id: ID } });
    const here = extensions.installed.find(ID);
    const folder = join(home, 'extensions', ID);
    expect(here).toMatchObject({
      image: NAME,
      page: { entry: 'index.html?v1', folder: join(folder, 'ui') },
      host: { names: ['tool'] },
      backend: { project: PROJECT, firstContainer: `${PROJECT}-service` },
      permissions: { dockerCommands: true, hostPrograms: true },
    });
    expect(await readFile(join(folder, 'ui/inside'), 'utf8')).toBe('1');
    expect(existsSync(join(folder, 'ui/outside'))).toBe(false);
    expect((await stat(join(folder, 'host/tool'))).mode & 0o777).toBe(0o755);
    expect(existsSync(join(folder, 'host/tool.exe'))).toBe(false);

    const extension = await seen(ID, ({ backend }) => backend?.state === 'running');
    expect(extension.backend?.services.map(({ name }) => name)).toEqual(['zeta', 'alpha']);
    const [inspected] = JSON.parse(await docker('inspect', `${PROJECT}-service`));
    expect(inspected.Config.Labels).toMatchObject({
      'com.docker.desktop.extension': 'true',
      'com.docker.desktop.extension.name': 'Shop',
      'com.docker.compose.project': PROJECT,
    });
    // Nothing of this computer's environment but what everybody knows.
    expect(inspected.Config.Env).toContain('SECRET=none');
    expect(inspected.HostConfig.RestartPolicy.Name).toBe('always');
    expect(inspected.HostConfig.LogConfig.Config).toEqual({ 'max-size': '10m', 'max-file': '2' });
    expect(inspected.HostConfig.ExtraHosts).toEqual(['host.docker.internal:host-gateway']);
    const mounts = inspected.Mounts.map(({ Source, Name, Destination }: Record<string, string>) => [
      Destination,
      Name ?? Source,
    ]);
    expect(Object.fromEntries(mounts)).toEqual({
      '/var/run/docker.sock': '/var/run/docker.sock',
      '/data': `${PROJECT}_data`,
      '/run/guest-services': `${PROJECT}_guest-services`,
    });
  });

  it('answers over its socket, on connections that are kept, each whole', async () => {
    const agent = agentOf(ID);
    const answer = await ask(agent, { path: '/a?b=%20', method: 'POST', body: 'hello' });
    expect(JSON.parse(answer.body)).toEqual({ method: 'POST', url: '/a?b=%20', body: 'hello' });
    expect((await ask(agent, { path: '/status/503' })).status).toBe(503);
    const big = await Promise.all([1, 2, 3].map(() => ask(agent, { path: '/big/3000000' })));
    expect(big.map(({ body }) => body.length)).toEqual([3e6, 3e6, 3e6]);
    agent.destroy();
  });
});
