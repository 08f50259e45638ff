import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importBusybox } from '../../../e2e/fixtures/busybox-image.ts';
import { ensureDockerPlugins, PLUGINS_TIMEOUT_MS } from '../../../e2e/fixtures/docker-plugins.ts';
import { startDockerd, type TestDockerd } from '../../../e2e/fixtures/dockerd.ts';
import { importExtension, SOCKET_SERVER } from '../../../e2e/fixtures/extension-image.ts';
import { openTestExtensions, type TestExtensions } from '../../../e2e/fixtures/extensions-on-engine.ts';
import { startRegistry, type TestRegistry } from '../../../e2e/fixtures/registry.ts';
import { until } from '../../../e2e/fixtures/until.ts';
import type { CallContext } from '../../../shared/contract/define.ts';
import type { Extension, ExtensionPreview } from '../../../shared/contract/extensions.ts';
import { Emitter } from '../../../vm/emitter.ts';
import { Engine } from '../engine/engine.ts';
import { hiddenObjects } from '../engine/hidden-objects.ts';
import { networkList } from '../engine/networks/network-list.ts';
import { silentLogger } from '../log/logger.ts';

const ID = 'acme_shop-extension';
const PROJECT = `${ID}-desktop-extension`;

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
    stop_signal: SIGKILL
  alpha:
    image: busybox
    command: ['sleep', '1000']
    stop_signal: SIGKILL
    volumes: ['./conf/a.conf:/etc/acme/a.conf:ro', './conf:/conf']
volumes: {data: {}}
`;

let dockerd: TestDockerd;
let registry: TestRegistry;
let here: TestExtensions;
let place: { home: string; endpoint: TestDockerd['endpoint']; plugins: string; env: Record<string, string> };

beforeAll(async () => {
  const plugins = await ensureDockerPlugins();
  const home = await mkdtemp(join(tmpdir(), 'pier-x-'));
  [dockerd, registry] = await Promise.all([startDockerd(), startRegistry()]);
  place = { home, endpoint: dockerd.endpoint, plugins, env: { PIER_TEST_SECRET: 'of this computer' } };
  here = await openTestExtensions(place);
  await importBusybox(dockerd.docker);
  for (const name of ['acme/shop-extension:1.2', 'acme/shop-extension:1.3'])
    await importExtension(dockerd.docker, {
      name,
      metadata: METADATA,
      labels: { 'com.docker.desktop.extension.api.version': '>=0.3.0' },
      files: {
        'icon.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
        'ui/index.html': name,
        'ui/deep/app.js': '1',
        'ui/outside': { link: '../../../etc' },
        'ui/inside': { link: 'deep/app.js' },
        'ui/dangling': { link: 'nowhere' },
        'host/tool': '#!/bin/sh\necho "$1"\n',
        'host/tool.exe': 'MZ',
        'compose.yaml': COMPOSE,
        'server.pl': SOCKET_SERVER,
        'conf/a.conf': 'own file',
      },
      command: ['/server.pl', '/run/guest-services/shop.sock'],
    });
}, PLUGINS_TIMEOUT_MS);

afterAll(async () => {
  await here?.end();
  await registry?.stop();
  await dockerd?.stop();
  if (place) await rm(place.home, { recursive: true });
});

const docker = async (...args: string[]) => (await dockerd.docker.run(args)).stdout.trim();
const context = (signal = new AbortController().signal): CallContext => ({ role: 'ui', signal });
const calls = () => here.extensions.handlers;
const to = (version: string) => `acme/shop-extension:${version}`;

/** Runs a call that starts a task to its end. */
async function finish(started: Promise<{ taskId: string }> | { taskId: string }) {
  return await here.tasks.ended((await started).taskId);
}

const image = (reference: string) => ({ source: { kind: 'image' as const, reference } });
const install = (reference: string) => finish(calls().install(image(reference), context()));

/** The extension when it is as asked for. */
async function seen(id: string, isIt: (extension: Extension) => boolean): Promise<Extension> {
  const end = AbortSignal.timeout(60_000);
  let last: unknown;
  for await (const state of calls().watch({}, context(end))) {
    const found = state.extensions.find((each) => each.id === id) as Extension | undefined;
    last = found;
    if (found && isIt(found)) return found;
  }
  throw new Error(`It is: ${JSON.stringify(last)}`);
}

/** What the engine has that comes from extensions. */
async function left(): Promise<string[]> {
  const lists = await Promise.all([
    docker('ps', '-a', '--format', '{{.Names}}'),
    docker('volume', 'ls', '-q'),
    docker('network', 'ls', '--filter', 'type=custom', '--format', '{{.Name}}'),
    docker('images', '-a', '--filter', 'label=com.pier.helper', '-q'),
  ]);
  return lists.flatMap((list) => list.split('\n')).filter(Boolean);
}

/** What the extensions' folder has. */
const folders = () => {
  const root = join(place.home, 'extensions');
  const work = join(root, '.work');
  return [
    ...(existsSync(root) ? readdirSync(root) : []).filter((name) => name !== '.work'),
    ...(existsSync(work) ? readdirSync(work) : []),
  ];
};

async function preview(reference: string, signal: AbortSignal): Promise<ExtensionPreview> {
  for await (const item of calls().preview(image(reference), context(signal)))
    if (item.kind === 'ready') return item.preview as ExtensionPreview;
  throw new Error('There was none.');
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
  Object.assign(agent, {
    createConnection: (_options: object, done: (error: unknown, stream?: unknown) => void) => {
      const connect = here.extensions.installed.find(id)?.backend?.connectService;
      void connect?.(new AbortController().signal).then((stream) => done(null, stream), done);
    },
  });
  return agent;
}

describe('an extension with all that there is', () => {
  it('is shown before it is installed, with what it can do, and leaves nothing', async () => {
    const shown = await preview('acme/shop-extension:1.2', new AbortController().signal);
    expect(shown).toMatchObject({
      ...{ id: ID, version: '1.2', title: 'Shop', isApiSupported: true, missingLabels: [] },
      icon: expect.stringMatching(/^data:image\/svg\+xml;base64,/),
    });
    const socket = { source: '/var/run/docker.sock.raw', target: '/var/run/docker.sock', readOnly: false };
    const data = { source: `${PROJECT}_data`, target: '/data', readOnly: false };
    expect(shown.abilities).toEqual([
      { kind: 'page', title: 'Shop' },
      { kind: 'docker-commands' },
      expect.objectContaining({
        ...{ kind: 'container', service: 'zeta', image: 'acme/shop-extension:1.2' },
        mounts: [
          { ...socket, kind: 'engine' },
          { ...data, kind: 'volume' },
        ],
      }),
      expect.objectContaining({ kind: 'container', service: 'alpha' }),
      { kind: 'host-program', name: 'tool', sha256: expect.stringMatching(/^[0-9a-f]{64}$/), sizeBytes: 20 },
    ]);
    expect(await left()).toEqual([]);
    expect(folders()).toEqual([]);
  });

  it('runs: its page, its programs, its containers with the names that it knows', async () => {
    expect(await install('acme/shop-extension:1.2')).toMatchObject({ state: 'done', result: { id: ID } });
    const folder = join(place.home, 'extensions', ID);
    expect(here.extensions.installed.find(ID)).toMatchObject({
      image: 'acme/shop-extension:1.2',
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
    const words = await docker('exec', `${PROJECT}-alpha-1`, 'cat', '/etc/acme/a.conf', '/conf/a.conf');
    expect(words).toBe('own fileown file');
    const mounts = inspected.Mounts.map((mount: Record<string, string>) => [
      mount.Destination,
      mount.Name ?? mount.Source,
    ]);
    expect(Object.fromEntries(mounts)).toEqual({
      '/var/run/docker.sock': '/var/run/docker.sock',
      '/data': `${PROJECT}_data`,
      '/run/guest-services': `${PROJECT}_guest-services`,
    });
  });

  it('answers over its socket, on connections that are kept, each whole; and after a restart of the engine', async () => {
    const agent = agentOf(ID);
    const answer = await ask(agent, { path: '/a?b=%20', method: 'POST', body: 'hello' });
    expect(JSON.parse(answer.body)).toEqual({ method: 'POST', url: '/a?b=%20', body: 'hello' });
    expect((await ask(agent, { path: '/status/503' })).status).toBe(503);
    const big = await Promise.all([1, 2, 3].map(() => ask(agent, { path: '/big/3000000' })));
    expect(big.map(({ body }) => body.length)).toEqual([3e6, 3e6, 3e6]);
    agent.destroy();
    await dockerd.down();
    await dockerd.boot();
    here.source.set({ ...dockerd.endpoint });
    const again = agentOf(ID);
    expect((await ask(again, { path: '/' })).status).toBe(200);
    again.destroy();
  });

  it('is left out of lists, until a person asks for it', async () => {
    const settings = { showExtensionContainers: false };
    const changes = new Emitter<void>();
    const hidden = hiddenObjects({ current: settings, onChange: (listener) => changes.on(listener) });
    const engine = new Engine({ source: here.source, log: silentLogger, hidden });
    const { signal } = new AbortController();
    const marks: (boolean | undefined)[] = [];
    const networks: boolean[] = [];
    const followContainers = async () => {
      for await (const update of engine.containers.watch(signal)) {
        if (update.kind === 'disconnected') continue;
        const all = update.kind === 'snapshot' ? update.containers : update.upsert;
        const found = all.find(({ name }) => name === `${PROJECT}-service`);
        if (!found) continue;
        marks.push(found.isHidden);
        if (marks.length === 2) return;
      }
    };
    const followNetworks = async () => {
      for await (const update of networkList(engine).watch(signal)) {
        if (update.kind === 'disconnected') continue;
        networks.push(update.items.some(({ name }) => name === `${PROJECT}_default`));
        if (networks.length === 2) return;
      }
    };
    const following = Promise.all([followContainers(), followNetworks()]);
    await until(
      'both lists',
      () => marks.length === 1 && networks.length === 1,
      () => JSON.stringify({ marks, networks }),
    );
    settings.showExtensionContainers = true;
    changes.emit();
    await following;
    engine.dispose();
    expect({ marks, networks }).toEqual({ marks: [true, undefined], networks: [false, true] });
  });

  it('keeps what it may do and what it had run, and its data when it is disabled', async () => {
    await calls().setPermissions(
      { id: ID, permissions: { dockerCommands: true, hostPrograms: false } },
      context(),
    );
    const run = { where: 'host' as const, command: 'tool a', refused: true };
    here.extensions.installed.ran(ID, { ...run, refused: false })(3);
    here.extensions.installed.ran(ID, run);
    expect(await finish(calls().setEnabled({ id: ID, enabled: false }, context()))).toMatchObject({
      state: 'done',
    });
    expect(await docker('ps', '-aq')).toBe('');
    expect(await left()).toContain(`${PROJECT}_data`);
    expect(here.extensions.installed.find(ID)?.enabled).toBe(false);
    await finish(calls().setEnabled({ id: ID, enabled: true }, context()));
    for await (const { entries } of calls().log({ id: ID }, context())) {
      expect(entries).toMatchObject([run, { ...run, refused: false, exitCode: 3 }]);
      break;
    }
  });

  it('is updated with its permissions and data; an update that fails leaves what was there at work', async () => {
    await docker('exec', `${PROJECT}-service`, 'busybox', 'touch', '/data/kept');
    expect(await finish(calls().update({ id: ID, reference: to('1.3') }, context()))).toMatchObject({
      ...{ state: 'done', status: 'Updated to 1.3' },
    });
    expect(here.extensions.installed.find(ID)).toMatchObject({
      ...{ image: 'acme/shop-extension:1.3', permissions: { dockerCommands: true, hostPrograms: false } },
    });
    await docker('exec', `${PROJECT}-service`, 'busybox', 'test', '-e', '/data/kept');
    await importExtension(dockerd.docker, {
      ...{ name: 'acme/shop-extension:1.4', metadata: { vm: { image: `${registry.host}/not/there:1` } } },
    });
    const failed = await finish(calls().update({ id: ID, reference: to('1.4') }, context()));
    expect(failed).toMatchObject({ state: 'failed', error: { code: 'compose_failed' } });
    expect(here.extensions.installed.find(ID)?.image).toBe('acme/shop-extension:1.3');
    await seen(ID, ({ backend }) => backend?.state === 'running');
    await docker('exec', `${PROJECT}-service`, 'busybox', 'test', '-e', '/data/kept');
    await docker('rmi', 'acme/shop-extension:1.4');
  });

  it('goes, with what was named before, and leaves nothing', async () => {
    await docker(
      'create',
      '--name',
      'made-by-it',
      '--label',
      'com.docker.desktop.extension.name=Shop',
      'busybox',
    );
    const removal = await calls().removal({ id: ID }, context());
    expect({ ...removal, containers: removal.containers.sort(), volumes: removal.volumes.sort() }).toEqual({
      containers: [`${PROJECT}-alpha-1`, `${PROJECT}-service`, `${PROJECT}-socket`],
      networks: [`${PROJECT}_default`],
      volumes: [`${PROJECT}_data`, `${PROJECT}_guest-services`],
      leaves: { containers: ['made-by-it'], images: ['acme/shop-extension:1.3', 'busybox'] },
    });
    await finish(calls().remove({ id: ID, volumes: true }, context()));
    await docker('rm', 'made-by-it');
    expect(await left()).toEqual([]);
    expect(folders()).toEqual([]);
    // It was here before.
    await docker('image', 'inspect', 'acme/shop-extension:1.3');
  });
});

describe('where it comes from', () => {
  const page = (title: string) => ({ ui: { 'dashboard-tab': { title, src: 'index.html', root: 'ui' } } });
  const files = { 'ui/index.html': 'page' };

  it('a registry: without a tag the newest version; what was only looked at goes again', async () => {
    const repository = `${registry.host}/org/page`;
    for (const tag of ['0.9.0', '0.10.0', 'latest']) {
      await importExtension(dockerd.docker, { name: `${repository}:${tag}`, metadata: page(tag), files });
      await docker('push', `${repository}:${tag}`);
      await docker('rmi', `${repository}:${tag}`);
    }
    const leave = new AbortController();
    expect(await preview(repository, leave.signal)).toMatchObject({ version: '0.10.0', title: '0.10.0' });
    expect(await docker('images', '-q', repository)).toBe('');
    expect(await install(repository)).toMatchObject({ state: 'done' });
    const [only] = here.extensions.installed.all();
    expect(only).toMatchObject({ image: `${repository}:0.10.0`, page: { entry: 'index.html' } });
    const id = only?.id ?? '';
    expect((await calls().removal({ id }, context())).image).toBe(`${repository}:0.10.0`);
    await finish(calls().remove({ id, volumes: true }, context()));
    expect(await docker('images', '-q', repository)).toBe('');
  });

  it('a file', async () => {
    await importExtension(dockerd.docker, { name: 'acme/page:7', metadata: page('Page'), files });
    const path = join(place.home, 'page.tar');
    await docker('save', '-o', path, 'acme/page:7');
    await docker('rmi', 'acme/page:7');
    const source = { kind: 'tar' as const, path };
    expect(await finish(calls().install({ source }, context()))).toMatchObject({ state: 'done' });
    expect(here.extensions.installed.find('acme_page')).toMatchObject({
      image: 'acme/page:7',
      title: 'Page',
    });
    await finish(calls().remove({ id: 'acme_page', volumes: true }, context()));
    expect(await docker('images', '-q', 'acme/page')).toBe('');
  });

  it.each([
    ['no metadata', 'no JSON', {}, /is no JSON/],
    ['a page that is not there', page('Page'), {}, /has no 'ui'/],
    [
      'a compose file that reads this computer',
      { vm: { composefile: 'c/compose.yaml' } },
      { 'c/compose.yaml': 'services: {a: {image: busybox, env_file: ../../../../etc/passwd}}' },
      /reads '\.\.\/.*' of this computer/,
    ],
    [
      'a program that is not there',
      { host: { binaries: [{ linux: [{ path: '/bin/no' }] }] } },
      {},
      /has no 'no'/,
    ],
  ])('%s is refused, and leaves nothing', async (_, metadata, given, message) => {
    await importExtension(dockerd.docker, { name: 'acme/bad:1', metadata, files: given });
    const { state, error } = await install('acme/bad:1');
    expect([state, error?.code, error?.message]).toEqual([
      'failed',
      'extension_invalid',
      expect.stringMatching(message),
    ]);
    expect([...(await left()), ...folders()]).toEqual([]);
  });
});

describe('one that does harm', () => {
  it('ends again and again: it is told, with what it wrote last, and the others go on', async () => {
    await importExtension(dockerd.docker, {
      name: 'acme/loop:1',
      metadata: { vm: { composefile: '/backend/compose.yaml' } },
      files: {
        'backend/compose.yaml':
          'services: {a: {image: busybox, command: ["sh", "-c", "echo out of luck; exit 7"]}}',
      },
    });
    expect(await install('acme/loop:1')).toMatchObject({ state: 'done' });
    const { backend } = await seen('acme_loop', (each) => (each.backend?.services[0]?.restarts ?? 0) > 1);
    expect(backend).toMatchObject({
      state: 'failing',
      error: {
        message: expect.stringMatching(/'acme_loop-desktop-extension-service' ended/),
        lastLines: expect.arrayContaining(['out of luck']),
      },
    });
    await finish(calls().remove({ id: 'acme_loop', volumes: true }, context()));
    expect(await left()).toEqual([]);
  });

  it('is being installed when Pier is killed: the next start leaves nothing of it', async () => {
    await importExtension(dockerd.docker, {
      name: 'acme/slow:1',
      metadata: { vm: { composefile: '/backend/compose.yaml' } },
      files: {
        'backend/compose.yaml': [
          'services:',
          '  b: {image: busybox, command: [sleep, "1000"], depends_on: {a: {condition: service_healthy}}}',
          '  a: {image: busybox, command: [sleep, "1000"], volumes: ["kept:/kept"], stop_signal: SIGKILL,',
          '      healthcheck: {test: ["CMD", "false"], interval: 1s, start_period: 900s}}',
          'volumes: {kept: {}}',
        ].join('\n'),
      },
    });
    await here.end();
    const script = fileURLToPath(new URL('../../../e2e/fixtures/install-process.ts', import.meta.url));
    const child = spawn(process.execPath, ['--import', 'tsx', script], {
      stdio: ['pipe', 'ignore', 'inherit'],
    });
    child.stdin.end(JSON.stringify({ ...place, reference: 'acme/slow:1' }));
    await until(
      'its first container',
      async () => (await docker('ps', '-q', '--filter', 'health=starting')) !== '',
      () => folders().join(),
    );
    child.kill('SIGKILL');
    await once(child, 'close');
    expect(folders()).toContain('acme_slow');
    here = await openTestExtensions(place);
    expect(here.extensions.installed.all()).toEqual([]);
    let rest: string[] = [];
    await until(
      'an end of what was left',
      async () => {
        rest = [...(await left()), ...folders()];
        return rest.length === 0;
      },
      () => rest.join(),
    );
  });
});
