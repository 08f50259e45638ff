import { describe, expect, it } from 'vitest';
import { backendModel } from './backend-model.ts';
import type { ComposeModel } from './compose-model.ts';
import { composeReferences, relativeMounts, staysWithin } from './compose-references.ts';
import { containerAbilities } from './container-abilities.ts';

const build = (model: ComposeModel, more: Partial<Parameters<typeof backendModel>[0]> = {}) =>
  backendModel({
    model,
    order: Object.keys(model.services ?? {}),
    id: 'org_ext',
    title: 'Ext',
    project: 'org_ext-desktop-extension',
    image: 'org/ext:1',
    hasSocket: false,
    engineSocket: '/var/run/docker.sock',
    knowsHost: true,
    ...more,
  });

describe('backendModel', () => {
  it('gives the first service of the file the name that extensions know, whatever order it is rendered in', () => {
    const { model, services } = build({ services: { a: {}, z: {} } }, { order: ['z', 'a'] });
    expect(services).toEqual([
      { name: 'z', containerName: 'org_ext-desktop-extension-service' },
      { name: 'a' },
    ]);
    expect(model.name).toBe('org_ext-desktop-extension');
  });

  it.each([
    ['one that has a name', { container_name: 'mine' }, 'mine'],
    ['one of several', { deploy: { replicas: 2 } }, undefined],
  ])('leaves %s its own', (_, service, name) => {
    expect(build({ services: { a: service } }).services[0]?.containerName).toBe(name);
  });

  it('restarts with the engine what does not say otherwise, and no job that others wait for', () => {
    const { model } = build({
      services: {
        web: { depends_on: { job: { condition: 'service_completed_successfully' } } },
        job: {},
        own: { restart: 'no' },
        deployed: { deploy: { restart_policy: { condition: 'none' } } },
      },
    });
    const policies = Object.entries(model.services ?? {}).map(([name, service]) => [name, service?.restart]);
    expect(Object.fromEntries(policies)).toEqual({
      web: 'always',
      job: undefined,
      own: 'no',
      deployed: undefined,
    });
  });

  it('bounds what is logged, and drops what builds', () => {
    const { model } = build({ services: { a: { build: '.' }, b: { logging: { driver: 'none' } } } });
    expect(model.services?.a).not.toHaveProperty('build');
    expect(model.services?.a?.logging).toMatchObject({ options: { 'max-size': '10m' } });
    expect(model.services?.b?.logging).toEqual({ driver: 'none' });
  });

  it('adds the folder for sockets unless there is one, which the forwarder then shares', () => {
    const added = build({ services: { a: {} } }, { hasSocket: true });
    expect(added.model.services?.a?.volumes).toEqual([
      { type: 'volume', source: 'guest-services', target: '/run/guest-services' },
    ]);
    expect(added.model.volumes).toHaveProperty('guest-services');
    const own = { type: 'bind', source: '/run/guest-services/x', target: '/run/guest-services/' };
    const kept = build({ services: { a: { volumes: [own] } } }, { hasSocket: true });
    expect(kept.model.services?.a?.volumes).toEqual([own]);
    expect(kept.model.services?.['pier-socket']?.volumes).toEqual([own]);
    expect(kept.model.volumes).not.toHaveProperty('guest-services');
    expect(kept.socketContainer).toBe('org_ext-desktop-extension-socket');
    expect(build({ services: { a: {} } }).model.services).not.toHaveProperty('pier-socket');
  });

  it.each([
    ['/var/run/docker.sock.raw', '/var/run/docker.sock', '/var/run/docker.sock'],
    ['/var/run/docker.sock', '/var/run/docker.sock', '/var/run/docker.sock'],
    ['/var/run/docker.sock', '/run/user/1000/docker.sock', '/run/user/1000/docker.sock'],
    ['/elsewhere', '/run/user/1000/docker.sock', '/elsewhere'],
  ])('mounts for %s of an engine at %s %s', (source, engineSocket, mounted) => {
    const mount = { type: 'bind', source, target: '/var/run/docker.sock' };
    const { model } = build({ services: { a: { volumes: [mount] } } }, { engineSocket });
    expect(model.services?.a?.volumes?.[0]?.source).toBe(mounted);
  });

  it('tells containers who this computer is where nobody else does', () => {
    const services = { a: {}, b: { network_mode: 'service:a' }, c: { extra_hosts: { x: '1.1.1.1' } } };
    const { model } = build({ services }, { knowsHost: false });
    const hosts = Object.values(model.services ?? {}).map((service) => service?.extra_hosts);
    const host = 'host.docker.internal=host-gateway';
    expect(hosts).toEqual([[host], undefined, ['x=1.1.1.1', host]]);
    expect(build({ services }).model.services?.a).not.toHaveProperty('extra_hosts');
  });

  it('hides none of them from lists for good', () => {
    const { model } = build({ services: { a: { labels: { 'com.pier.helper': 'x', mine: 'y' } } } });
    expect(model.services?.a?.labels).toEqual({
      mine: 'y',
      'com.docker.desktop.extension': 'true',
      'com.docker.desktop.extension.name': 'Ext',
    });
  });

  it('has what is called as Pier’s own of no registry', () => {
    const services = { a: { image: 'docker.io/pier/x:1' }, b: { image: 'org/pier:1' } };
    const { model } = build({ services }, { image: 'pier/y:1' });
    expect(Object.values(model.services ?? {}).map((each) => each?.pull_policy)).toEqual([
      'never',
      undefined,
    ]);
  });

  it('leaves services of profiles out', () => {
    const { services } = build({ services: { tools: { profiles: ['tools'] }, a: {} } });
    expect(services.map(({ name }) => name)).toEqual(['a']);
  });
});

it('abilities: what a container can do beyond what any can, also by other names', () => {
  const [ability] = containerAbilities(
    {
      services: {
        a: {
          image: 'x',
          privileged: true,
          cap_add: ['CAP_NET_ADMIN', 'SYS_PTRACE'],
          pid: 'host',
          network_mode: 'host',
          use_api_socket: true,
          security_opt: ['seccomp:unconfined', 'no-new-privileges:true'],
          volumes_from: ['container:web', 'b'],
          devices: ['/dev/kvm:/dev/kvm', { source: '/dev/fuse' }],
          ports: [{ published: '8080', target: 80 }, '9'],
          volumes: [
            { type: 'bind', source: '/', target: '/host', read_only: true },
            { type: 'volume', source: 'disguised', target: '/docker' },
            { type: 'volume', source: 'data', target: '/data' },
            { type: 'volume', source: 'taken', target: '/taken' },
            { type: 'tmpfs', target: '/tmp' },
          ],
        },
      },
      volumes: {
        disguised: { driver_opts: { type: 'none', o: 'bind', device: '/var/lib/docker' } },
        data: { name: 'p_data' },
        taken: { name: 'other_data', external: true },
      },
      name: 'p',
    },
    [],
  );
  expect(ability).toEqual({
    kind: 'container',
    service: 'a',
    image: 'x',
    privileged: true,
    capabilities: ['NET_ADMIN', 'SYS_PTRACE'],
    devices: ['/dev/kvm', '/dev/fuse'],
    ports: ['8080:80/tcp', '9'],
    shares: ['network', 'processes'],
    others: ['seccomp=unconfined', 'volumes_from=container:web', 'volume=other_data'],
    mounts: [
      { source: '/', target: '/host', readOnly: true, kind: 'host' },
      { source: '/var/lib/docker', target: '/docker', readOnly: false, kind: 'host' },
      { source: 'p_data', target: '/data', readOnly: false, kind: 'volume' },
      { source: 'other_data', target: '/taken', readOnly: false, kind: 'volume' },
      { source: '', target: '/tmp', readOnly: false, kind: 'memory' },
      { source: '/var/run/docker.sock', target: '/var/run/docker.sock', readOnly: false, kind: 'engine' },
    ],
  });
});

it('abilities: a command that has more rights than its container counts as the container', () => {
  const [ability] = containerAbilities({ services: { a: { post_start: [{ privileged: true }] } } }, []);
  expect(ability?.privileged).toBe(true);
});

it('references: all files that compose reads here', () => {
  const document = {
    include: ['a.yaml', { path: ['b.yaml'], env_file: 'b.env', project_directory: '..' }],
    services: {
      x: {
        env_file: [{ path: 'x.env', required: false }, 'y.env'],
        label_file: 'l',
        extends: { file: 'e.yaml', service: 'z' },
        volumes: ['./conf:/conf', 'named:/n', { type: 'bind', source: '../up', target: '/u' }],
      },
      y: { extends: 'x' },
      nothing: null,
    },
    secrets: { s: { file: 's.txt' }, t: { environment: 'T' } },
    configs: { c: { content: 'text' } },
  };
  expect(composeReferences(document)).toEqual([
    ...['a.yaml', 'b.yaml', 'b.env', '..', 'x.env', 'y.env', 'l', 'e.yaml', 's.txt'],
  ]);
  expect(relativeMounts(document)).toEqual(['./conf', '../up']);
  expect(composeReferences('no compose file')).toEqual([]);
});

it.each([
  ['a/b.env', true],
  ['./a', true],
  ['a/../b', true],
  ['../a', false],
  ['a/../../b', false],
  ['/etc/passwd', false],
  ['~/.ssh/id', false],
  ['$' + '{HOME}/x', false],
  ['https://example.test/x.yaml', false],
  ['git@example.test:org/repo.git', false],
  ['github.com/org/repo', false],
])('%s stays within its folder: %s', (reference, stays) => {
  expect(staysWithin('/ext/vm', reference)).toBe(stays);
});
