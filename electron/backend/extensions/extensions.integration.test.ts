import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PLUGINS_TIMEOUT_MS } from '../../../e2e/fixtures/docker-plugins.ts';
import { ask, ExtensionEngine } from '../../../e2e/fixtures/extension-engine.ts';
import { harmCases } from '../../../e2e/fixtures/extension-harm-cases.ts';
import { importExtension } from '../../../e2e/fixtures/extension-image.ts';
import { sourceCases } from '../../../e2e/fixtures/extension-source-cases.ts';
import { importShop, SHOP, shopImage } from '../../../e2e/fixtures/shop-extension.ts';
import { until } from '../../../e2e/fixtures/until.ts';
import { Emitter } from '../../../vm/emitter.ts';
import { Engine } from '../engine/engine.ts';
import { hiddenObjects } from '../engine/hidden-objects.ts';
import { networkList } from '../engine/networks/network-list.ts';
import { silentLogger } from '../log/logger.ts';

let place: ExtensionEngine;

beforeAll(async () => {
  place = await ExtensionEngine.start({ PIER_TEST_SECRET: 'of this computer' });
  await importShop(place.dockerd.docker);
}, PLUGINS_TIMEOUT_MS);

afterAll(() => place?.stop());

describe('an extension with all that there is', () => {
  it('is shown before it is installed, with what it can do, and leaves nothing', async () => {
    const shown = await place.preview('acme/shop-extension:1.2');
    expect(shown).toMatchObject({
      ...{ id: SHOP.id, version: '1.2', title: 'Shop', isApiSupported: true, missingLabels: [] },
      icon: expect.stringMatching(/^data:image\/svg\+xml;base64,/),
    });
    const socket = { source: '/var/run/docker.sock.raw', target: '/var/run/docker.sock', readOnly: false };
    const data = { source: `${SHOP.project}_data`, target: '/data', readOnly: false };
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
    expect(await place.left()).toEqual([]);
    expect(place.folders()).toEqual([]);
  });

  it('runs: its page, its programs, its containers with the names that it knows', async () => {
    expect(await place.install('acme/shop-extension:1.2')).toMatchObject({
      state: 'done',
      result: { id: SHOP.id },
    });
    const folder = join(place.installation.home, 'extensions', SHOP.id);
    expect(place.here.extensions.installed.find(SHOP.id)).toMatchObject({
      image: 'acme/shop-extension:1.2',
      page: { entry: 'index.html?v1', folder: join(folder, 'ui') },
      host: { names: ['tool'] },
      backend: { project: SHOP.project, firstContainer: `${SHOP.project}-service` },
      permissions: { dockerCommands: true, hostPrograms: true },
    });
    expect(await readFile(join(folder, 'ui/inside'), 'utf8')).toBe('1');
    expect(existsSync(join(folder, 'ui/outside'))).toBe(false);
    expect((await stat(join(folder, 'host/tool'))).mode & 0o777).toBe(0o755);
    expect(existsSync(join(folder, 'host/tool.exe'))).toBe(false);

    const extension = await place.seen(SHOP.id, ({ backend }) => backend?.state === 'running');
    expect(extension.backend?.services.map(({ name }) => name)).toEqual(['zeta', 'alpha']);
    const [inspected] = JSON.parse(await place.docker('inspect', `${SHOP.project}-service`));
    expect(inspected.Config.Labels).toMatchObject({
      'com.docker.desktop.extension': 'true',
      'com.docker.desktop.extension.name': 'Shop',
      'com.docker.compose.project': SHOP.project,
      own: 'of acme/shop-extension:1.2',
    });
    expect(inspected.Config.Env).toContain('OWN=acme/shop-extension:1.2');
    // Nothing of this computer's environment but what everybody knows.
    expect(inspected.Config.Env).toContain('SECRET=none');
    expect(inspected.HostConfig.RestartPolicy.Name).toBe('always');
    expect(inspected.HostConfig.LogConfig.Config).toEqual({ 'max-size': '10m', 'max-file': '2' });
    expect(inspected.HostConfig.ExtraHosts).toEqual(['host.docker.internal:host-gateway']);
    const files = ['/etc/acme/a.conf', '/conf/a.conf'];
    const words = await place.docker('exec', `${SHOP.project}-alpha-1`, 'cat', ...files);
    expect(words).toBe('own fileown file');
    const mounts = inspected.Mounts.map((mount: Record<string, string>) => [
      mount.Destination,
      mount.Name ?? mount.Source,
    ]);
    expect(Object.fromEntries(mounts)).toEqual({
      // The usual place is another engine's.
      '/var/run/docker.sock': place.dockerd.socket,
      '/data': `${SHOP.project}_data`,
      '/run/guest-services': `${SHOP.project}_guest-services`,
    });
  });

  it('answers over its socket, on connections that are kept, each whole; and after a restart of the engine', async () => {
    const agent = place.agentOf(SHOP.id);
    const answer = await ask(agent, { path: '/a?b=%20', method: 'POST', body: 'hello' });
    expect(JSON.parse(answer.body)).toEqual({ method: 'POST', url: '/a?b=%20', body: 'hello' });
    expect((await ask(agent, { path: '/status/503' })).status).toBe(503);
    const big = await Promise.all([1, 2, 3].map(() => ask(agent, { path: '/big/3000000' })));
    expect(big.map(({ body }) => body.length)).toEqual([3e6, 3e6, 3e6]);
    agent.destroy();
    await place.dockerd.down();
    await place.dockerd.boot();
    place.here.source.set({ ...place.dockerd.endpoint });
    const again = place.agentOf(SHOP.id);
    expect((await ask(again, { path: '/' })).status).toBe(200);
    again.destroy();
  });

  it('is left out of lists, until a person asks for it', async () => {
    const settings = { showExtensionContainers: false };
    const changes = new Emitter<void>();
    const hidden = hiddenObjects({ current: settings, onChange: (listener) => changes.on(listener) });
    const engine = new Engine({ source: place.here.source, log: silentLogger, hidden });
    const { signal } = new AbortController();
    const marks: (boolean | undefined)[] = [];
    const networks: (boolean | undefined)[] = [];
    const followContainers = async () => {
      for await (const update of engine.containers.watch(signal)) {
        if (update.kind === 'disconnected') continue;
        const all = update.kind === 'snapshot' ? update.containers : update.upsert;
        const found = all.find(({ name }) => name === `${SHOP.project}-service`);
        if (!found) continue;
        marks.push(found.isHidden);
        if (marks.length === 2) return;
      }
    };
    const followNetworks = async () => {
      for await (const update of networkList(engine).watch(signal)) {
        if (update.kind === 'disconnected') continue;
        const found = update.items.find(({ name }) => name === `${SHOP.project}_default`);
        // A page that leads to it by its name finds it all the same.
        if (!found) throw new Error('The network is not there.');
        networks.push(found.isHidden);
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
    expect({ marks, networks }).toEqual({ marks: [true, undefined], networks: [true, undefined] });
  });

  it('keeps what it may do and what it had run, and its data when it is disabled', async () => {
    await place.calls.setPermissions(
      { id: SHOP.id, permissions: { dockerCommands: true, hostPrograms: false } },
      place.context(),
    );
    const run = { where: 'host' as const, command: 'tool a', refused: true };
    place.here.extensions.installed.ran(SHOP.id, { ...run, refused: false })(3);
    place.here.extensions.installed.ran(SHOP.id, run);
    const alpha = (...command: string[]) =>
      place.docker('exec', `${SHOP.project}-alpha-1`, 'busybox', ...command);
    await alpha('touch', '/nameless/kept');
    const enable = (enabled: boolean) =>
      place.finish(place.calls.setEnabled({ id: SHOP.id, enabled }, place.context()));
    expect(await enable(false)).toMatchObject({ state: 'done' });
    expect(await place.docker('ps', '-q')).toBe('');
    // An engine that starts would start them again, stopped or not.
    const policy = ['inspect', '-f', '{{.HostConfig.RestartPolicy.Name}}', `${SHOP.project}-service`];
    expect(await place.docker(...policy)).toBe('no');
    expect(place.here.extensions.installed.find(SHOP.id)?.enabled).toBe(false);
    await enable(true);
    expect(await place.docker(...policy)).toBe('always');
    await alpha('test', '-e', '/nameless/kept');
    await place.finish(place.calls.restart({ id: SHOP.id }, place.context()));
    await alpha('test', '-e', '/nameless/kept');
    expect(await alpha('cat', '/conf/a.conf')).toBe('own file');
    for await (const { entries } of place.calls.log({ id: SHOP.id }, place.context())) {
      expect(entries).toMatchObject([run, { ...run, refused: false, exitCode: 3 }]);
      break;
    }
  });

  it('is updated with its permissions and data; an update that fails leaves what was there at work', async () => {
    const inService = (...args: string[]) =>
      place.docker('exec', '-u', '0', `${SHOP.project}-service`, 'busybox', ...args);
    await inService('touch', '/data/kept');
    const idOf = () => place.docker('ps', '-q', '--filter', `name=${SHOP.project}-service`);
    const update = (version: string) =>
      place.finish(place.calls.update({ id: SHOP.id, reference: shopImage(version) }, place.context()));
    expect(await update('1.3')).toMatchObject({ state: 'done', status: 'Updated to 1.3' });
    expect(place.here.extensions.installed.find(SHOP.id)).toMatchObject({
      ...{ image: 'acme/shop-extension:1.3', permissions: { dockerCommands: true, hostPrograms: false } },
    });
    await inService('test', '-e', '/data/kept');
    await place.docker('exec', `${SHOP.project}-alpha-1`, 'test', '-e', '/nameless/kept');
    const before = await idOf();
    const agent = place.agentOf(SHOP.id);
    expect((await ask(agent, { path: '/' })).status).toBe(200);
    agent.destroy();
    const metadata = { vm: { image: `${place.registry.host}/not/there:1` } };
    await importExtension(place.dockerd.docker, { name: shopImage('1.4'), metadata });
    expect(await update('1.4')).toMatchObject({ state: 'failed', error: { code: 'compose_failed' } });
    expect(place.here.extensions.installed.find(SHOP.id)?.image).toBe('acme/shop-extension:1.3');
    await place.seen(SHOP.id, ({ backend }) => backend?.state === 'running');
    expect(await idOf()).toBe(before);
    await place.docker('rmi', 'acme/shop-extension:1.4');
  });

  it('goes, with what was named before, and leaves nothing', async () => {
    const label = 'com.docker.desktop.extension.name=Shop';
    await place.docker('create', '--name', 'made-by-it', '--label', label, 'busybox');
    const removal = await place.calls.removal({ id: SHOP.id }, place.context());
    expect({ ...removal, containers: removal.containers.sort(), volumes: removal.volumes.sort() }).toEqual({
      containers: [`${SHOP.project}-alpha-1`, `${SHOP.project}-service`, `${SHOP.project}-socket`],
      networks: [`${SHOP.project}_default`],
      volumes: [`${SHOP.project}_data`, `${SHOP.project}_guest-services`],
      leaves: { containers: ['made-by-it'], images: ['acme/shop-extension:1.3', 'busybox'] },
    });
    await place.remove(SHOP.id);
    await place.docker('rm', 'made-by-it');
    expect(await place.left()).toEqual([]);
    expect(place.folders()).toEqual([]);
    // It was here before.
    await place.docker('image', 'inspect', 'acme/shop-extension:1.3');
  });
});

// One engine for all: each start of one takes seconds.
sourceCases(() => place);
harmCases(() => place);
