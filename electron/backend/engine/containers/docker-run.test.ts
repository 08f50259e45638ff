import { describe, expect, it } from 'vitest';
import type { ApiContainerInspect, ApiHostConfig } from './api-inspect.ts';
import { requestOf } from './container-configuration.ts';
import { createOrder } from './create-order.ts';
import { dockerRun } from './docker-run.ts';
import { ownSettings } from './own-settings.ts';

const ID = 'a'.repeat(64);
const INFO = { DefaultRuntime: 'runc', LoggingDriver: 'json-file', CgroupVersion: '2' };

function container(over: {
  config?: ApiContainerInspect['Config'];
  hostConfig?: ApiHostConfig;
  networks?: NonNullable<ApiContainerInspect['NetworkSettings']>['Networks'];
}): ApiContainerInspect {
  return {
    Id: ID,
    Name: '/web',
    Image: 'sha256:1',
    State: { Status: 'running', Running: true, Paused: false, Restarting: false, ExitCode: 0 },
    Config: { Image: 'nginx', Hostname: ID.slice(0, 12), ...over.config },
    HostConfig: over.hostConfig ?? {},
    NetworkSettings: { Networks: over.networks ?? { bridge: {} } },
  };
}

const own = (over: Parameters<typeof container>[0]) => ownSettings(container(over), undefined, INFO);
const flags = (over: Parameters<typeof container>[0]) =>
  dockerRun(own(over))
    .command.replace(/^docker run -d (-i )?(-t )?--name=web ?(.*) ?nginx$/, '$3')
    .trim();

/** What no test engine lets a container have, or no client of its age can say. */
describe('dockerRun', () => {
  it('says nothing of what an engine fills in by itself', () => {
    const hostConfig = {
      ...{
        NetworkMode: 'bridge',
        CgroupnsMode: 'private',
        IpcMode: 'private',
        Runtime: 'runc',
        ShmSize: 67108864,
      },
      ...{ MaskedPaths: ['/proc/acpi'], ReadonlyPaths: ['/proc/bus'], OomKillDisable: null, PidsLimit: null },
      ...{ MemorySwappiness: -1, LogConfig: { Type: 'json-file', Config: {} }, ConsoleSize: [0, 0] },
      RestartPolicy: { Name: 'no', MaximumRetryCount: 0 },
    };
    expect(flags({ hostConfig, config: { Image: 'nginx', StopSignal: 'SIGTERM', WorkingDir: '/' } })).toBe(
      '',
    );
  });

  it('knows a privileged container, GPUs, addresses of IPv6 and annotations', () => {
    const hostConfig: ApiHostConfig = {
      Privileged: true,
      MaskedPaths: null,
      ReadonlyPaths: null,
      DeviceRequests: [{ Driver: '', Count: -1, DeviceIDs: null, Capabilities: [['gpu']] }],
      PortBindings: {
        '80/tcp': [{ HostIp: '::1', HostPort: '8080' }],
        '53/udp': [{ HostIp: '', HostPort: '0' }],
      },
      Annotations: { a: 'b' },
    };
    expect(flags({ hostConfig })).toBe(
      "--privileged --gpus=all '--publish=[::1]:8080:80' --publish=53/udp --annotation=a=b",
    );
    const some = {
      DeviceRequests: [{ Count: 0, DeviceIDs: ['0', '2'], Capabilities: [['gpu', 'utility']] }],
    };
    expect(flags({ hostConfig: some })).toBe(`'--gpus="device=0,2",capabilities=utility'`);
  });

  it('names what it has no option for', () => {
    expect(dockerRun(own({ hostConfig: { Novelty: 'x' } }))).toEqual({
      command: 'docker run -d --name=web nginx',
      missing: ['Novelty'],
    });
  });

  it('quotes for the shell, and for the lines of CSV inside an option', () => {
    const hostConfig = {
      Mounts: [
        { Type: 'bind', Source: '/it\'s, "here"', Target: '/x', BindOptions: { Propagation: 'rslave' } },
      ],
    };
    expect(flags({ hostConfig })).toBe(
      `'--mount=type=bind,"source=/it'\\''s, ""here""",target=/x,bind-propagation=rslave'`,
    );
  });

  it('says a check without a shell by its words, and the first word of an entrypoint', () => {
    const config = {
      Image: 'nginx',
      Healthcheck: { Test: ['CMD', 'wget', '-q', 'a b'], StartInterval: 5e8 },
      Entrypoint: ['tini', '--', 'serve'],
      Cmd: ['-p', '80'],
    };
    expect(dockerRun(own({ config })).command).toBe(
      `docker run -d --name=web '--health-cmd=wget -q '\\''a b'\\''' --health-start-interval=500ms ` +
        '--entrypoint=tini nginx -- serve -p 80',
    );
  });

  it('takes a network for the container’s own though it was given by its id', () => {
    const networks = { late: {}, early: { NetworkID: `net${'1'.repeat(61)}`, DriverOpts: { 'a.b': 'c' } } };
    expect(dockerRun(own({ hostConfig: { NetworkMode: `net${'1'.repeat(20)}` }, networks })).command).toBe(
      'docker run -d --name=web --network=name=early,driver-opt=a.b=c nginx && docker network connect late web',
    );
  });
});

describe('createOrder with a base', () => {
  const base = own({
    hostConfig: {
      Memory: 64e6,
      MemorySwap: 100e6,
      CpuQuota: 50_000,
      Links: ['/db:/web/database'],
      Dns: ['10.0.0.1'],
      Binds: ['/src:/dst:z,rshared'],
      Mounts: [{ Type: 'cluster', Source: 'c', Target: '/c' }],
    },
  });
  const hostConfigOf = (change: object) =>
    createOrder({ ...requestOf(base, 'edit', true), ...change }, base).body.HostConfig as ApiHostConfig;

  it('takes over what the form does not know, in the words that the engine takes', () => {
    expect(hostConfigOf({})).toMatchObject({
      ...{ Memory: 64e6, MemorySwap: 100e6, CpuQuota: 50_000, Dns: ['10.0.0.1'] },
      Links: ['db:database'],
      Binds: ['/src:/dst:z,rshared'],
      Mounts: [{ Type: 'cluster', Source: 'c', Target: '/c' }],
    });
  });

  it('leaves out limits that belong to one that was changed', () => {
    expect(hostConfigOf({ memoryBytes: 200e6, cpus: 1 })).not.toHaveProperty('MemorySwap');
    expect(hostConfigOf({ memoryBytes: 200e6, cpus: 1 })).not.toHaveProperty('CpuQuota');
  });
});
