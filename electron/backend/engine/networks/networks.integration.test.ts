import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { importBusybox } from '../../../../e2e/fixtures/busybox-image.ts';
import { startDockerd, type TestDockerd } from '../../../../e2e/fixtures/dockerd.ts';
import { TestSource } from '../../../../e2e/fixtures/test-source.ts';
import { until } from '../../../../e2e/fixtures/until.ts';
import {
  type CreateNetworkInput,
  createNetworkRequest,
  type NetworkSummary,
} from '../../../../shared/contract/networks.ts';
import { silentLogger } from '../../log/logger.ts';
import { Engine } from '../engine.ts';
import type { LiveUpdate } from '../live-list.ts';
import {
  connectContainer,
  createNetwork,
  disconnectContainer,
  inspectNetwork,
  networkDrivers,
  networkEndpoints,
  removeNetworks,
} from './network-actions.ts';
import { networkList } from './network-list.ts';

let dockerd: TestDockerd;
let engine: Engine;
let abort: AbortController;

beforeAll(async () => {
  dockerd = await startDockerd({ tls: true });
  await importBusybox(dockerd.docker);
  engine = new Engine({ source: new TestSource(dockerd.tls), log: silentLogger });
});

afterEach(() => abort?.abort());

afterAll(async () => {
  engine?.dispose();
  await dockerd?.stop();
});

const docker = async (...args: string[]) => (await dockerd.docker.run(args)).stdout.trim();
const create = (input: CreateNetworkInput) => createNetwork(engine, createNetworkRequest.parse(input));
const sleeping = (name: string, ...args: string[]) =>
  docker('run', '-d', '--name', name, '--stop-signal', 'KILL', ...args, 'busybox', 'sleep', '1000');

/** Watches the list; `now` waits until a network is as it should be. */
function watch() {
  abort = new AbortController();
  let latest: LiveUpdate<NetworkSummary> | undefined;
  const reading = (async () => {
    for await (const update of networkList(engine).watch(abort.signal)) latest = update;
  })();
  const named = (name: string) =>
    latest?.kind === 'snapshot' ? latest.items.find((network) => network.name === name) : undefined;
  return {
    named,
    now: (what: string, condition: () => boolean | undefined) =>
      until(what, condition, () => JSON.stringify(latest)),
    end: async () => {
      abort.abort();
      await reading;
    },
  };
}

describe('networks with a real engine', () => {
  it('lists those the engine has, with what they are', async () => {
    const list = watch();
    await list.now('the snapshot', () => list.named('bridge') !== undefined);
    expect(list.named('bridge')).toMatchObject({ driver: 'bridge', predefined: true, internal: false });
    expect(list.named('none')).toMatchObject({ driver: 'null', predefined: true });
    await list.end();
  });

  it('creates with all that can be chosen, and follows who comes and goes', async () => {
    const list = watch();
    const { id } = await create({
      name: 'full',
      subnets: [
        { subnet: '10.99.0.0/24', gateway: '10.99.0.9', ipRange: '10.99.0.128/25' },
        { subnet: 'fd00:99::/64' },
      ],
      internal: true,
      attachable: true,
      ipv6: true,
      options: [{ name: 'com.docker.network.driver.mtu', value: '1400' }],
      labels: [{ name: 'made', value: 'by hand' }],
    });
    await list.now('the network', () => list.named('full') !== undefined);
    expect(list.named('full')).toMatchObject({
      id,
      driver: 'bridge',
      scope: 'local',
      internal: true,
      attachable: true,
      ipv6: true,
      predefined: false,
      subnets: [
        { subnet: '10.99.0.0/24', gateway: '10.99.0.9', ipRange: '10.99.0.128/25' },
        { subnet: 'fd00:99::/64' },
      ],
      options: { 'com.docker.network.driver.mtu': '1400' },
      labels: { made: 'by hand' },
      createdAt: expect.any(Number),
      containers: [],
    });

    await sleeping('member');
    await docker('create', '--name', 'waiting', '--network', 'full', 'busybox', 'true');
    await connectContainer(engine, {
      id,
      container: 'member',
      aliases: ['db', 'store'],
      ipv4: '10.99.0.130',
    });
    await list.now('both', () => list.named('full')?.containers.length === 2);
    await list.now('the address', () => list.named('full')?.containers[0]?.ipv4 === '10.99.0.130');
    expect(list.named('full')?.containers).toMatchObject([
      { name: 'member', state: 'running', ipv4: '10.99.0.130', ipv6: expect.stringContaining('fd00:99::') },
      { name: 'waiting', state: 'created' },
    ]);
    const endpoints = await networkEndpoints(engine, id);
    expect(endpoints).toContainEqual({
      containerId: expect.any(String),
      aliases: ['db', 'store'],
      ipv4: '10.99.0.130',
    });
    await expect(inspectNetwork(engine, id)).resolves.toMatchObject({ Name: 'full', Internal: true });

    await disconnectContainer(engine, { id, container: 'member', force: false });
    await docker('rm', 'waiting');
    await list.now('nobody', () => list.named('full')?.containers.length === 0);
    await expect(removeNetworks(engine, [id], { unusedOnly: false })).resolves.toEqual({
      removed: ['full'],
      kept: [],
    });
    await list.now('gone', () => list.named('full') === undefined);
    await docker('rm', '-f', 'member');
    await list.end();
  });

  it('refuses with a code for the field it is about', async () => {
    const { id } = await create({ name: 'taken', subnets: [{ subnet: '10.98.0.0/24' }] });
    const refused = async (input: CreateNetworkInput) =>
      create(input).then(
        () => 'made',
        (error: { code: string }) => error.code,
      );
    expect(await refused({ name: 'taken' })).toBe('network_name_taken');
    expect(await refused({ name: 'host' })).toBe('network_name_taken');
    expect(await refused({ name: 'other', subnets: [{ subnet: '10.98.0.128/25' }] })).toBe(
      'network_subnet_refused',
    );
    expect(await refused({ name: 'other', ipv6: true })).toBe('network_subnet_refused');
    expect(await refused({ name: 'other', driver: 'overlay' })).toBe('network_driver_refused');
    expect(
      await refused({ name: 'other', driver: 'macvlan', options: [{ name: 'parent', value: 'no0' }] }),
    ).toBe('network_driver_refused');
    expect(await networkDrivers(engine)).toEqual(expect.arrayContaining(['bridge', 'macvlan']));

    await sleeping('one', '--network', 'taken');
    await sleeping('two');
    const connect = (container: string, ipv4?: string, network = id) =>
      connectContainer(engine, { id: network, container, aliases: [], ipv4 }).then(
        () => 'connected',
        (error: { code: string }) => error.code,
      );
    expect(await connect('one')).toBe('bad_input');
    expect(await connect('two', '10.7.7.7')).toBe('network_address_refused');
    expect(await connect('two', '10.98.0.2')).toBe('network_address_refused');
    expect(await connect('nobody')).toBe('container_not_found');
    expect(await connect('two', undefined, 'no-network')).toBe('network_not_found');
    expect(await connect('two', undefined, 'host')).toBe('bad_input');
    await expect(disconnectContainer(engine, { id, container: 'two', force: false })).rejects.toMatchObject({
      code: 'bad_input',
      hint: expect.stringContaining('disconnected meanwhile'),
    });
    const kept = await removeNetworks(engine, [id], { unusedOnly: false });
    expect(kept).toMatchObject({ removed: [], kept: [{ name: 'taken', reason: /active endpoints/ }] });
    await docker('rm', '-f', 'one', 'two');
    await docker('network', 'rm', 'taken');
  });

  it('prunes what nobody is on or comes back to', async () => {
    const ids: string[] = [];
    for (const name of ['used', 'awaited', 'idle']) ids.push((await create({ name })).id);
    await sleeping('runs', '--network', 'used');
    await docker('run', '--name', 'ended', '--network', 'awaited', 'busybox', 'true');
    const bridge = await docker('network', 'inspect', '-f', '{{.Id}}', 'bridge');
    const { removed, kept } = await removeNetworks(engine, [...ids, bridge], { unusedOnly: true });
    expect(removed).toEqual(['idle']);
    expect(kept.map(({ name, reason }) => `${name}: ${reason}`).sort()).toEqual([
      "awaited: It is used by 'ended'.",
      'bridge: The engine needs it and keeps it.',
      "used: It is used by 'runs'.",
    ]);
    await docker('start', 'ended');
    await docker('rm', '-f', 'runs', 'ended');
    await docker('network', 'rm', 'used', 'awaited');
  });
});

describe('what is asked of create', () => {
  const issues = (input: object) =>
    createNetworkRequest
      .safeParse({ name: 'ok', ...input })
      .error?.issues.map(({ path }) => path.join('.')) ?? [];

  it('is checked before the engine is asked', () => {
    expect(issues({})).toEqual([]);
    expect(issues({ name: '' })).toContain('name');
    expect(issues({ name: 'a b' })).toEqual(['name']);
    expect(issues({ subnets: [{ subnet: 'x' }] })).toEqual(['subnets.0.subnet']);
    expect(issues({ subnets: [{ subnet: '10.1.1.1/24' }] })).toEqual(['subnets.0.subnet']);
    expect(
      issues({ subnets: [{ subnet: '10.1.1.0/24', gateway: '10.2.0.1', ipRange: '10.0.0.0/8' }] }),
    ).toEqual(['subnets.0.gateway', 'subnets.0.ipRange']);
    expect(issues({ subnets: [{ subnet: 'FD00:0::/64', gateway: 'fd00::1' }] })).toEqual([]);
  });
});
