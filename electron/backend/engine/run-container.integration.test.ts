import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importBusybox } from '../../../e2e/fixtures/busybox-image.ts';
import { freePort, startDockerd, type TestDockerd } from '../../../e2e/fixtures/dockerd.ts';
import { startRegistry, type TestRegistry } from '../../../e2e/fixtures/registry.ts';
import { TestSource } from '../../../e2e/fixtures/test-source.ts';
import { type RunProgress, type RunRequestInput, runRequest } from '../../../shared/contract/containers.ts';
import { silentLogger } from '../log/logger.ts';
import { removeContainer, restartContainer, startContainer, stopContainer } from './container-actions.ts';
import { Engine } from './engine.ts';
import { listImages } from './list-images.ts';
import { runContainer } from './run-container.ts';

let dockerd: TestDockerd;
let registry: TestRegistry;
let engine: Engine;

beforeAll(async () => {
  registry = await startRegistry();
  dockerd = await startDockerd({ tls: true });
  await importBusybox(dockerd.docker);
  await dockerd.docker.run(['tag', 'busybox', `${registry.host}/tools/busy:1`]);
  await dockerd.docker.run(['push', `${registry.host}/tools/busy:1`]);
  await dockerd.docker.run(['rmi', `${registry.host}/tools/busy:1`]);
  engine = new Engine({ source: new TestSource(dockerd.tls), log: silentLogger });
});

afterAll(async () => {
  engine?.dispose();
  await dockerd?.stop();
  await registry?.stop();
});

const docker = async (...args: string[]) => (await dockerd.docker.run(args)).stdout.trim();

async function run(input: RunRequestInput, signal = new AbortController().signal): Promise<RunProgress[]> {
  const items: RunProgress[] = [];
  for await (const item of runContainer(engine, runRequest.parse(input), signal)) items.push(item);
  return items;
}

const containers = async () =>
  (await docker('ps', '-a', '--format', '{{.Names}}')).split('\n').filter(Boolean);

describe('runContainer with a real engine', () => {
  it('starts a container with everything that was asked for', async () => {
    const port = await freePort();
    const items = await run({
      image: 'busybox',
      name: 'full',
      ports: [{ hostIp: '127.0.0.1', hostPort: port, containerPort: 80 }],
      env: [{ name: 'GREETING', value: 'a=b "c" $d' }],
      volumes: [{ source: 'full-data', target: '/data' }],
      command: ['sh', '-c', 'echo "$GREETING" > /data/index.html; exec httpd -f -p 80 -h /data'],
    });
    expect(items.map((item) => item.kind)).toEqual(['creating', 'started']);
    expect(items.at(-1)).toMatchObject({ name: 'full', warnings: [] });
    await expect
      .poll(() => fetch(`http://127.0.0.1:${port}/`).then((response) => response.text(), String), {
        timeout: 20_000,
      })
      .toBe('a=b "c" $d\n');
    await docker('rm', '-f', 'full');
    await docker('volume', 'rm', 'full-data');
  });

  it('pulls a missing image with progress, and only the tag that was named', async () => {
    const image = `${registry.host}/tools/busy:1`;
    const items = await run({ image, name: 'pulled', command: ['true'] });
    expect(items.map((item) => item.kind).filter((kind, i, all) => kind !== all[i - 1])).toEqual([
      'creating',
      'pulling',
      'creating',
      'started',
    ]);
    const pulling = items.filter((item) => item.kind === 'pulling');
    expect(pulling.at(-1)?.status).toContain('Downloaded newer image');
    expect(await listImages(engine, new AbortController().signal)).toContainEqual({
      id: expect.stringMatching(/^sha256:/),
      tags: expect.arrayContaining([image]),
      sizeBytes: expect.any(Number),
      createdAt: expect.any(Number),
    });
    await docker('rm', '-f', 'pulled');
  });

  it('explains an image that no registry has, and a registry that cannot be reached', async () => {
    await expect(run({ image: `${registry.host}/tools/nothing` })).rejects.toMatchObject({
      code: 'image_pull_failed',
      hint: expect.stringContaining('name and tag'),
    });
    await expect(run({ image: `127.0.0.1:${await freePort()}/nobody/home` })).rejects.toMatchObject({
      code: 'image_pull_failed',
      hint: expect.stringContaining('cannot be reached'),
    });
    await expect(run({ image: `sha256:${'0'.repeat(64)}` })).rejects.toMatchObject({
      code: 'image_not_found',
    });
    await expect(run({ image: 'Not An Image' })).rejects.toMatchObject({ code: 'bad_input' });
  });

  it('leaves nothing of a container that could not start', async () => {
    const before = await containers();
    const taken = createServer();
    const port = await new Promise<number>((resolve) =>
      taken.listen(0, '127.0.0.1', () => resolve((taken.address() as { port: number }).port)),
    );
    const ports = [{ hostIp: '127.0.0.1', hostPort: port, containerPort: 80 }];
    await expect(run({ image: 'busybox', name: 'again', ports })).rejects.toMatchObject({
      code: 'port_taken',
    });
    taken.close();
    await expect(run({ image: 'busybox', command: ['/no/such/thing'] })).rejects.toMatchObject({
      code: 'bad_input',
    });
    const volumes = [{ source: '/no/such/folder', target: '/x' }];
    await expect(run({ image: 'busybox', volumes })).rejects.toMatchObject({
      code: 'bad_input',
      hint: expect.stringContaining('path of a folder that is there'),
    });
    expect(await containers()).toEqual(before);
    // The name is free again.
    expect((await run({ image: 'busybox', name: 'again', command: ['true'] })).at(-1)?.kind).toBe('started');
    await expect(run({ image: 'busybox', name: 'again' })).rejects.toMatchObject({
      code: 'container_name_taken',
    });
    await docker('rm', '-f', 'again');
  });

  it('tells a port that another container has', async () => {
    const ports = [{ hostIp: '127.0.0.1', hostPort: await freePort(), containerPort: 80 }];
    await run({ image: 'busybox', name: 'first', ports, command: ['sleep', '1000'] });
    await expect(run({ image: 'busybox', ports, command: ['sleep', '1000'] })).rejects.toMatchObject({
      code: 'port_taken',
    });
    await docker('rm', '-f', 'first');
  });

  it('stops before the start when it is cancelled', async () => {
    const before = await containers();
    const abort = new AbortController();
    abort.abort();
    await expect(run({ image: 'busybox', name: 'cancelled' }, abort.signal)).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(await containers()).toEqual(before);
  });
});

describe('container actions with a real engine', () => {
  it('starts, restarts, stops and removes; starting twice and stopping twice do no harm', async () => {
    await docker('create', '--name', 'life', '--stop-signal', 'KILL', 'busybox', 'sleep', '1000');
    const state = () => docker('inspect', '-f', '{{.State.Status}}', 'life');
    await startContainer(engine, 'life');
    await startContainer(engine, 'life');
    expect(await state()).toBe('running');
    const startedAt = await docker('inspect', '-f', '{{.State.StartedAt}}', 'life');
    await restartContainer(engine, 'life');
    expect(await docker('inspect', '-f', '{{.State.StartedAt}}', 'life')).not.toBe(startedAt);
    await expect(removeContainer(engine, 'life', { force: false, volumes: false })).rejects.toMatchObject({
      code: 'container_running',
    });
    await stopContainer(engine, 'life');
    await stopContainer(engine, 'life');
    expect(await state()).toBe('exited');
    await removeContainer(engine, 'life', { force: false, volumes: true });
    await expect(startContainer(engine, 'life')).rejects.toMatchObject({
      code: 'container_not_found',
      message: "Cannot start 'life': No such container: life.",
    });
  });

  it('removes by force what runs, and a name cannot leave its path', async () => {
    await docker('run', '-d', '--name', 'forced', 'busybox', 'sleep', '1000');
    await removeContainer(engine, 'forced', { force: true, volumes: true });
    expect(await containers()).not.toContain('forced');
    await expect(startContainer(engine, '../images/busybox')).rejects.toMatchObject({
      message: expect.stringContaining("Cannot start '../images/busybox'"),
    });
  });

  it('says that there is no engine, stopped and starting', async () => {
    const source = new TestSource();
    const none = new Engine({ source, log: silentLogger });
    await expect(startContainer(none, 'x')).rejects.toMatchObject({
      code: 'engine_unreachable',
      hint: 'Start it: pier start.',
    });
    source.set(undefined, true);
    await expect(startContainer(none, 'x')).rejects.toMatchObject({
      message: expect.stringContaining('still starting'),
    });
    source.set({ kind: 'tls', host: '127.0.0.1', port: await freePort(), ca: '', cert: '', key: '' });
    await expect(startContainer(none, 'x')).rejects.toMatchObject({ code: 'engine_unreachable' });
    none.dispose();
  });
});
