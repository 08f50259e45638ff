import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { importBusybox } from '../../../e2e/fixtures/busybox-image.ts';
import { startDockerd, type TestDockerd } from '../../../e2e/fixtures/dockerd.ts';
import { ListWatcher } from '../../../e2e/fixtures/list-watcher.ts';
import { TestSource } from '../../../e2e/fixtures/test-source.ts';
import { silentLogger } from '../log/logger.ts';
import { Engine } from './engine.ts';

let dockerd: TestDockerd;
let source: TestSource;
let engine: Engine;
let watcher: ListWatcher;

beforeAll(async () => {
  dockerd = await startDockerd({ tls: true });
  await importBusybox(dockerd.docker);
  source = new TestSource(dockerd.tls);
  engine = new Engine({ source, log: silentLogger });
});

afterEach(async () => {
  await watcher.close();
});

afterAll(async () => {
  engine?.dispose();
  await dockerd?.stop();
});

const watch = () => new ListWatcher((signal) => engine.containers.watch(signal));
const docker = async (...args: string[]) => (await dockerd.docker.run(args)).stdout.trim();
const truth = async () => (await docker('ps', '-aq', '--no-trunc')).split('\n').filter(Boolean).sort();

describe('ContainerList with a real engine', () => {
  it('starts with a snapshot and follows a container through its life', async () => {
    await docker('create', '--name', 'before', '--label', 'a=b', 'busybox', 'true');
    watcher = watch();
    await watcher.until('the snapshot', () => watcher.updates.length > 0);
    expect(watcher.updates[0]).toMatchObject({ kind: 'snapshot', sequence: 1 });
    expect(watcher.named('before')).toMatchObject({
      state: 'created',
      image: 'busybox',
      command: 'true',
      labels: { a: 'b' },
      health: 'none',
    });

    await docker('run', '-d', '--name', 'web', '-p', '127.0.0.1::80/tcp', 'busybox', 'sleep', '1000');
    await watcher.until('a running container', () => watcher.named('web')?.state === 'running');
    expect(watcher.named('web')?.ports).toEqual([
      { hostIp: '127.0.0.1', hostPort: expect.any(Number), containerPort: 80, protocol: 'tcp' },
    ]);
    await docker('pause', 'web');
    await watcher.until('paused', () => watcher.named('web')?.state === 'paused');
    await docker('unpause', 'web');
    await watcher.until('unpaused', () => watcher.named('web')?.state === 'running');
    await docker('rename', 'web', 'renamed');
    await watcher.until('the new name', () => watcher.named('renamed')?.state === 'running');
    expect(watcher.named('web')).toBeUndefined();
    await docker('stop', '-t', '0', 'renamed');
    await watcher.until('stopped', () => watcher.named('renamed')?.state === 'exited');
    await docker('rm', 'renamed', 'before');
    await watcher.until('removed', () => watcher.byId.size === 0);
  });

  it('follows health checks', async () => {
    watcher = watch();
    const check = ['--health-cmd', 'test -f /ok', '--health-interval', '1s', '--health-retries', '1'];
    await docker('run', '-d', '--name', 'sick', ...check, 'busybox', 'sleep', '1000');
    await watcher.until('unhealthy', () => watcher.named('sick')?.health === 'unhealthy');
    await docker('exec', 'sick', 'touch', '/ok');
    await watcher.until('healthy', () => watcher.named('sick')?.health === 'healthy');
    await docker('rm', '-f', 'sick');
    await watcher.until('removed', () => watcher.named('sick') === undefined);
  });

  it('comes to the truth after a storm, in far fewer updates than events', async () => {
    watcher = watch();
    await watcher.until('the snapshot', () => watcher.connected === true);
    const names = Array.from({ length: 100 }, (_, i) => `storm-${i}`);
    const create = (name: string) => engineCreate(name);
    await Promise.all(names.map(create));
    await watcher.until('100 containers', () => watcher.byId.size === 100);
    expect([...watcher.byId.keys()].sort()).toEqual(await truth());
    expect(watcher.updates.length).toBeLessThan(60);
    await Promise.all(
      names
        .slice(0, 50)
        .map((name) =>
          engine.use({ verb: 'remove', operand: name }, (client) =>
            client.json({ method: 'DELETE', path: `/containers/${name}` }),
          ),
        ),
    );
    await watcher.until('50 containers', () => watcher.byId.size === 50);
    await docker('rm', ...names.slice(50));
    await watcher.until('none', () => watcher.byId.size === 0);
  });

  it('gives each of several watchers its own sequence, over one connection that ends with the last', async () => {
    watcher = watch();
    const second = watch();
    await watcher.until('a snapshot', () => watcher.connected === true);
    await second.until('a snapshot', () => second.connected === true);
    expect(await eventStreams()).toBe(1);
    await second.close();
    const third = watch();
    await docker('create', '--name', 'shared', 'busybox');
    await watcher.until('the container', () => watcher.named('shared') !== undefined);
    await third.until('the container', () => third.named('shared') !== undefined);
    await third.close();
    expect(await eventStreams()).toBe(1);
    await watcher.close();
    await expect.poll(eventStreams, { timeout: 10_000 }).toBe(0);
    await docker('rm', 'shared');
  });

  it('says disconnected when dockerd ends, and sends a snapshot when it is back', async () => {
    await docker('create', '--name', 'stays', 'busybox');
    watcher = watch();
    await watcher.until('the container', () => watcher.named('stays') !== undefined);
    await dockerd.down('SIGKILL');
    await watcher.until('disconnected', () => watcher.connected === false);
    await dockerd.boot();
    await watcher.until('a snapshot', () => watcher.connected === true);
    expect(watcher.updates.at(-1)?.kind).toBe('snapshot');
    expect(watcher.named('stays')).toBeDefined();
    expect(watcher.updates.filter((update) => update.kind === 'disconnected')).toHaveLength(1);
    await docker('rm', 'stays');
    await watcher.until('events again', () => watcher.byId.size === 0);
  });

  it('follows the source: no engine, then another endpoint of it', async () => {
    source.set(undefined);
    watcher = watch();
    await watcher.until('disconnected', () => watcher.connected === false);
    source.set(dockerd.endpoint);
    await watcher.until('a snapshot', () => watcher.connected === true);
    source.set(undefined, true);
    await watcher.until('disconnected', () => watcher.connected === false);
    source.set(dockerd.tls);
    await watcher.until('a snapshot', () => watcher.connected === true);
  });
});

/** Through the API: a hundred clients at once would measure the machine's process table. */
function engineCreate(name: string): Promise<unknown> {
  return engine.use({ verb: 'create', operand: name }, (client) =>
    client.json({ method: 'POST', path: '/containers/create', query: { name }, body: { Image: 'busybox' } }),
  );
}

/** How many clients follow the engine's events, by the engine's own count. */
async function eventStreams(): Promise<number> {
  return Number(await docker('info', '--format', '{{.NEventsListener}}'));
}
