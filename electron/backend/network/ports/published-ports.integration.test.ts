import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importBusybox } from '../../../../e2e/fixtures/busybox-image.ts';
import { startDockerd, type TestDockerd } from '../../../../e2e/fixtures/dockerd.ts';
import { TestSource } from '../../../../e2e/fixtures/test-source.ts';
import { Engine } from '../../engine/engine.ts';
import { silentLogger } from '../../log/logger.ts';
import { PublishedPorts } from './published-ports.ts';
import { freePort } from './try-bind.ts';

const SLEEP = ['busybox', 'sleep', '1000'];

describe('what the containers of a real engine publish', () => {
  let dockerd: TestDockerd;
  let source: TestSource;
  let engine: Engine;
  let published: PublishedPorts;

  beforeAll(async () => {
    dockerd = await startDockerd();
    await importBusybox(dockerd.docker);
    source = new TestSource(dockerd.endpoint);
    engine = new Engine({ source, log: silentLogger });
    published = new PublishedPorts({ source, client: () => engine.client, log: silentLogger });
    published.follow();
  });

  afterAll(async () => {
    published?.dispose();
    engine?.dispose();
    await dockerd?.stop();
  });

  const docker = (...args: string[]) => dockerd.docker.run(args);
  const ports = () =>
    published
      .current()
      ?.ports.map((p) => `${p.containerName} ${p.protocol} ${p.hostIp ?? '*'} ${p.hostPort}`);
  const until = (expected: string[] | undefined) => expect.poll(ports, { timeout: 60_000 }).toEqual(expected);

  it('is followed through starts, stops, networks and removals', async () => {
    await until([]);
    const [tcp, udp] = [await freePort('tcp'), await freePort('udp')];
    const publish = ['-p', `127.0.0.1:${tcp}:80`, '-p', `${udp}:53/udp`];
    await docker('create', '--name', 'web', ...publish, ...SLEEP);
    await until([]);
    const both = [`web udp * ${udp}`, `web tcp 127.0.0.1 ${tcp}`];
    const sorted = () => ports()?.sort().reverse();
    await docker('start', 'web');
    await expect.poll(sorted, { timeout: 60_000 }).toEqual(both);
    await docker('network', 'create', 'other');
    await docker('network', 'connect', 'other', 'web');
    await docker('network', 'disconnect', 'other', 'web');
    await docker('pause', 'web');
    expect(sorted()).toEqual(both);
    await docker('unpause', 'web');
    await docker('stop', '-t', '0', 'web');
    await until([]);
    await docker('restart', '-t', '0', 'web');
    await expect.poll(sorted, { timeout: 60_000 }).toEqual(both);
    await docker('rm', '-f', 'web');
    await until([]);
  });

  it('is what was last known while the engine is away, and true when it is back', async () => {
    const [kept, gone] = [await freePort('tcp'), await freePort('tcp')];
    for (const [name, port] of [
      ['kept', kept],
      ['gone', gone],
    ] as const) {
      await docker('run', '-d', '--name', name, '-p', `127.0.0.1:${port}:80`, ...SLEEP);
    }
    await expect.poll(() => ports()?.length, { timeout: 60_000 }).toBe(2);
    source.set(undefined, true);
    await until(undefined);
    await docker('rm', '-f', 'gone');
    source.set(dockerd.endpoint);
    await until([`kept tcp 127.0.0.1 ${kept}`]);
    await docker('rm', '-f', 'kept');
    await until([]);
  });

  it('is nothing for a container in the engine’s own network, which is told apart', async () => {
    await docker('run', '-d', '--name', 'host', '--network', 'host', ...SLEEP);
    const hosts = () => published.current()?.hosts.map(({ name }) => name);
    await expect.poll(hosts, { timeout: 60_000 }).toEqual(['host']);
    expect(ports()).toEqual([]);
    await docker('rm', '-f', 'host');
    await expect.poll(hosts, { timeout: 60_000 }).toEqual([]);
  });
});
