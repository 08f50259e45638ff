import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { busyboxTar, importBusybox } from '../../../../e2e/fixtures/busybox-image.ts';
import { freePort, startDockerd, type TestDockerd } from '../../../../e2e/fixtures/dockerd.ts';
import { TestSource } from '../../../../e2e/fixtures/test-source.ts';
import { runRequest } from '../../../../shared/contract/containers.ts';
import { silentLogger } from '../../log/logger.ts';
import { Engine } from '../engine.ts';
import { runContainer } from '../run-container.ts';
import type { ApiConfig, ApiContainerInspect } from './api-inspect.ts';
import { configurationOf } from './container-configuration.ts';
import { dockerRun } from './docker-run.ts';
import { readContainer } from './inspect-container.ts';

let dockerd: TestDockerd;
let engine: Engine;

beforeAll(async () => {
  dockerd = await startDockerd();
  await importBusybox(dockerd.docker);
  const changes = [
    'ENTRYPOINT ["sh", "-c"]',
    'CMD ["sleep 1000"]',
    'ENV PATH=/bin LANG=C GREETING="a b"',
    'LABEL vendor=pier tier=test',
    'VOLUME /image-data',
    'EXPOSE 7000',
    'USER root',
    'WORKDIR /home',
    'HEALTHCHECK --interval=30s CMD ["true"]',
  ];
  await dockerd.docker.run(
    ['import', ...changes.flatMap((change) => ['--change', change]), '-', 'configured:1'],
    { input: await busyboxTar() },
  );
  await docker('network', 'create', '--subnet', '10.213.7.0/24', 'front');
  await docker('network', 'create', 'back');
  engine = new Engine({ source: new TestSource(dockerd.endpoint), log: silentLogger });
});

afterEach(async () => {
  const ids = (await docker('ps', '-aq')).split('\n').filter(Boolean);
  if (ids.length > 0) await docker('rm', '-fv', ...ids);
});

afterAll(async () => {
  engine?.dispose();
  await dockerd?.stop();
});

const docker = async (...args: string[]) => (await dockerd.docker.run(args)).stdout.trim();
const read = (id: string) => engine.use({ verb: 'read', operand: id }, (client) => readContainer(client, id));

/** What a person would call the same container: without ids, times, addresses that were given by chance. */
async function configuration(name: string): Promise<unknown> {
  const [inspect] = JSON.parse(await docker('inspect', name)) as [ApiContainerInspect];
  const { Config: config, HostConfig: hostConfig, NetworkSettings: network } = inspect;
  const { AttachStdin: _in, AttachStdout: _out, AttachStderr: _err, StdinOnce: _once, ...rest } = config;
  const networks = Object.entries(network?.Networks ?? {}).map(([key, endpoint]) => [
    key,
    {
      aliases: (endpoint.Aliases ?? []).filter((alias) => alias !== inspect.Id.slice(0, 12)),
      addresses: endpoint.IPAMConfig,
      links: endpoint.Links,
    },
  ]);
  return withoutEmpty({
    name: inspect.Name,
    image: inspect.Image,
    config: { ...rest, ...process(config), ...own(inspect), Env: config.Env?.toSorted() },
    // The docker client gives its -v in the order of a Go map: another one each time.
    hostConfig: { ...hostConfig, Binds: hostConfig.Binds?.toSorted() },
    networks: Object.fromEntries(networks),
    mounts: inspect.Mounts?.map(({ Destination: target, Type: type, Name: volume = '' }) =>
      [target, type, /^[0-9a-f]{64}$/.test(volume) ? 'anonymous' : volume].join(' '),
    ).toSorted(),
  });
}

/** An entrypoint of many words cannot be said on the command line: the process that comes of it counts. */
const process = (config: ApiConfig) => ({
  Entrypoint: undefined,
  Cmd: [...(config.Entrypoint ?? []), ...(config.Cmd ?? [])],
});
const own = ({ Id: id, Config: config }: ApiContainerInspect) =>
  config.Hostname === id.slice(0, 12) ? { Hostname: undefined } : {};

function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([key, each]) => [key, withoutEmpty(each)] as const)
      .filter(([, each]) => each && (typeof each !== 'object' || Object.keys(each).length > 0)),
  );
}

/** What is told of a failure that is seen once in a while: each place with what was there and what is. */
function differences(before: unknown, after: unknown, place = ''): string[] {
  const isObject = (value: unknown) => typeof value === 'object' && value !== null;
  if (!isObject(before) || !isObject(after)) {
    const [was, is] = [JSON.stringify(before), JSON.stringify(after)];
    return was === is ? [] : [`${place}: ${was}, and then ${is}`];
  }
  const [all, others] = [before as Record<string, unknown>, after as Record<string, unknown>];
  const keys = new Set([...Object.keys(all), ...Object.keys(others)]);
  return [...keys].flatMap((key) => differences(all[key], others[key], `${place}/${key}`));
}

/** Makes it with the real client, and gives back how to make it again: by the copied command, and by the form. */
const CASES: Record<string, (name: string) => Promise<string[]>> = {
  'nothing but a command': async () => ['busybox', 'sleep', '1000'],
  'an image’s own everything': async () => ['configured:1'],
  'all that the form has': async () => [
    ...['-it', '--hostname=box', '--user=0:0', '--workdir=/tmp', '--init', '--read-only'],
    ...['--env=GREETING=it’s "quoted" $HOME `x` \\', '--env=EMPTY=', '--env=LINES=one\ntwo', '--env=LANG'],
    ...['--label=tier=prod', '--label=note=<b>&"\'', '--label=com.docker.compose.project=shop'],
    ...[`--publish=127.0.0.1:${await freePort()}:80`, '--publish=127.0.0.1::53/udp', '--publish=9000'],
    ...['--expose=1234', '--volume=named:/named:ro', '--volume=/anonymous', '--volume=/tmp:/host:ro'],
    ...['--mount=type=volume,source=with space,target=/m,volume-nocopy'.replace('with space', 'with_space')],
    ...['--mount=type=tmpfs,target=/scratch,tmpfs-size=1048576', '--tmpfs=/run:rw,size=64k'],
    ...['--network=front', '--network-alias=web', '--network-alias=www', '--ip=10.213.7.77'],
    ...['--restart=on-failure:3', '--cpus=0.5', '--memory=64m', '--cap-add=NET_ADMIN', '--cap-drop=MKNOD'],
    ...['--device=/dev/null:/dev/nothing:r', '--device=/dev/zero', '--health-cmd=test -e "/x y"'],
    ...['--health-interval=90s', '--health-timeout=1500ms', '--health-retries=4'],
    ...['configured:1', 'echo "$GREETING"; sleep 1000'],
  ],
  'what no form has': async () => [
    ...['--dns=10.0.0.1', '--dns-search=example.test', '--dns-option=ndots:2', '--add-host=db:10.0.0.2'],
    ...[
      '--log-driver=local',
      '--log-opt=max-size=1m',
      '--ulimit=nofile=100:200',
      '--sysctl=net.core.somaxconn=99',
    ],
    ...['--shm-size=1m', '--pids-limit=50', '--cpu-shares=100', '--oom-score-adj=5', '--group-add=nogroup'],
    ...['--security-opt=no-new-privileges', '--security-opt=systempaths=unconfined', '--ipc=shareable'],
    ...['--pid=host', '--domainname=example.test', '--stop-signal=SIGUSR1', '--stop-timeout=0'],
    ...['--mac-address=02:42:ac:00:00:99', '--memory=64m', '--memory-swap=100m', '--memory-reservation=32m'],
    ...[
      '--device-cgroup-rule=c 1:3 r',
      '--no-healthcheck',
      '--cpu-quota=50000',
      '--publish-all',
      'configured:1',
    ],
  ],
  'no entrypoint, and the network of the host': async () => [
    ...['--entrypoint=', '--network=host', '--rm', 'configured:1', 'sleep', '1000'],
  ],
  'another entrypoint': async () => [
    '--entrypoint=sleep',
    '--restart=unless-stopped',
    'configured:1',
    '1000',
  ],
};

describe('a container made again has the same configuration', () => {
  for (const [title, args] of Object.entries(CASES)) {
    it(`${title}: by the copied docker run, and by the form`, async () => {
      await docker('run', '-d', '--name=subject', ...(await args('subject')));
      if (title === 'all that the form has')
        await docker('network', 'connect', '--alias=b', 'back', 'subject');
      const before = await configuration('subject');
      const { inspect, own: settings, image } = await read('subject');

      const { command, missing } = dockerRun(settings);
      expect(missing).toEqual([]);
      await docker('rename', 'subject', 'original');
      await docker('kill', 'original');
      // Debian's client, which is the oldest that is used: others may stand before it on the PATH.
      await promisify(execFile)('sh', ['-c', command], {
        env: { ...dockerd.docker.env, PATH: '/usr/bin:/bin' },
      });
      const copied = await configuration('subject');
      expect(copied, differences(before, copied).join('; ')).toEqual(before);
      await docker('rm', '-fv', 'subject');

      // A process of --rm is gone with its end: the form is filled from what was read before.
      const { request } = configurationOf({ inspect, own: settings, image }, 'edit');
      const base = inspect.HostConfig.AutoRemove ? {} : { base: inspect.Id };
      const again = runRequest.parse({ ...request, ...base });
      for await (const _ of runContainer(engine, again, new AbortController().signal));
      // A run never takes over a MAC address: two with one would take each other's packets.
      const expected = before as { config: { MacAddress?: string }; mounts?: string[] };
      delete expected.config.MacAddress;
      expect(withoutAnonymous(await configuration('subject'))).toEqual(withoutAnonymous(expected));
    });
  }
});

/** An edit mounts a container's anonymous volumes by their names, so that their data is found again. */
function withoutAnonymous(value: unknown): unknown {
  const { config, hostConfig, mounts, ...rest } = value as {
    config: { Volumes?: object };
    hostConfig: { Mounts?: { Source?: string }[] };
    mounts?: string[];
  };
  const { Mounts: all = [], ...host } = hostConfig;
  return {
    ...rest,
    config: { ...config, Volumes: undefined },
    hostConfig: { ...host, Mounts: all.filter(({ Source }) => !/^[0-9a-f]{64}$/.test(Source ?? '')) },
    mounts,
  };
}
