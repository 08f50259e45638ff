import { describe, expect, it } from 'vitest';
import { formOfRequest } from './form-of-request.ts';
import { readRunForm } from './read-run-form.ts';
import { emptyRunForm, newRow, type RunForm } from './run-form.ts';

const port = (hostPort: string, containerPort: string, protocol: 'tcp' | 'udp' = 'tcp') => ({
  key: hostPort + containerPort,
  hostPort,
  containerPort,
  protocol,
});
const volume = (source: string, target: string) => ({ ...newRow.volumes(), source, target });
const read = (over: Partial<RunForm>) => readRunForm({ ...emptyRunForm, image: 'nginx', ...over });
const errorsOf = (over: Partial<RunForm>) => {
  const result = read(over);
  return 'errors' in result ? result.errors : {};
};

describe('readRunForm', () => {
  it('makes a request of a whole form', () => {
    expect(
      read({
        image: ' nginx:alpine ',
        name: ' web ',
        command: `sh -c 'echo hi'`,
        ports: [port('8080', '80'), port('', '443')],
        env: [{ key: 'a', name: 'A', value: ' 1=2 ' }],
        volumes: [{ ...volume('data', '/data'), readOnly: true }, volume('/srv', '/srv')],
      }),
    ).toMatchObject({
      request: {
        image: 'nginx:alpine',
        name: 'web',
        command: ['sh', '-c', 'echo hi'],
        ports: [
          { hostPort: 8080, containerPort: 80, protocol: 'tcp' },
          { containerPort: 443, protocol: 'tcp' },
        ],
        env: [{ name: 'A', value: ' 1=2 ' }],
        volumes: [
          { source: 'data', target: '/data', readOnly: true },
          { source: '/srv', target: '/srv', readOnly: false },
        ],
      },
    });
  });

  it('leaves empty rows out and tells a problem at the row it is in', () => {
    const result = read({
      ports: [port('', ''), port('8080', '')],
      env: [{ key: 'e', name: '', value: '' }],
    });
    expect(result).toEqual({ errors: { 'ports.1.containerPort': 'Give a number from 1 to 65535' } });
  });

  it('wants an image and a name that the engine takes', () => {
    expect(errorsOf({ image: '  ', name: '-x' })).toEqual({
      image: 'Name an image',
      name: expect.stringContaining('letters'),
    });
  });

  it.each(['0', '65536', '-1', '80x', '8e3', '1.5', '0x50'])('does not take "%s" for a port', (text) => {
    expect(Object.keys(errorsOf({ ports: [port('', text)] }))).toEqual(['ports.0.containerPort']);
    expect(Object.keys(errorsOf({ ports: [port(text, '80')] }))).toEqual(['ports.0.hostPort']);
  });

  it('finds a port on this machine that is used twice, per protocol', () => {
    expect(errorsOf({ ports: [port('80', '80'), port('080', '81')] })).toEqual({
      'ports.1.hostPort': 'This port is used twice',
    });
    expect(errorsOf({ ports: [port('80', '80'), port('80', '80', 'udp')] })).toEqual({});
    expect(errorsOf({ ports: [port('', '80'), port('', '81')] })).toEqual({});
  });

  it('refuses a relative path as the source of a volume, and a target used twice', () => {
    expect(Object.keys(errorsOf({ volumes: [volume('./data', '/data')] }))).toEqual(['volumes.0.source']);
    expect(Object.keys(errorsOf({ volumes: [volume('data', 'data')] }))).toEqual(['volumes.0.target']);
    expect(errorsOf({ volumes: [volume('a', '/data'), volume('b', '/data/')] })).toEqual({
      'volumes.1.target': 'This path is used twice',
    });
  });

  it('names what is wrong with a command', () => {
    expect(errorsOf({ command: `sh -c 'x` })).toEqual({ command: "A ' is not closed" });
    expect(errorsOf({ command: 'x \\' })).toEqual({ command: 'Ends in a lone backslash' });
  });

  it('a variable needs a name without "="', () => {
    expect(Object.keys(errorsOf({ env: [{ key: 'a', name: 'A=B', value: '' }] }))).toEqual(['env.0.name']);
    expect(Object.keys(errorsOf({ env: [{ key: 'a', name: '', value: 'x' }] }))).toEqual(['env.0.name']);
  });
});

describe('the whole form', () => {
  it('is a request and back, for every field', () => {
    const form: RunForm = {
      ...emptyRunForm,
      ...{ image: 'nginx', name: 'web', command: 'sh -c \'echo "$A"\'', entrypoint: "''", hostname: 'box' },
      ports: [{ ...newRow.ports(), hostPort: '[::1]:8080', containerPort: '80', protocol: 'udp' }],
      env: [
        { ...newRow.env(), name: 'A', value: 'b=c\nd' },
        { ...newRow.env(), name: 'GONE', unset: true },
      ],
      volumes: [
        volume('data', '/data'),
        { ...volume('', '/new'), kind: 'new' },
        { ...volume('', '/scratch'), kind: 'tmpfs', size: '64m' },
      ],
      networks: [{ ...newRow.networks(), name: 'front', aliases: ['www'], ipv4: '10.0.0.7' }],
      ...{
        restart: 'on-failure',
        retries: '3',
        cpus: '1.5',
        memory: '512m',
        user: '1000:1000',
        workingDir: '/w',
      },
      ...{ tty: true, openStdin: true, init: true, privileged: true, readOnlyRoot: true, publishAll: true },
      ...{ capAdd: ['NET_ADMIN'], capDrop: ['ALL'], start: false, base: 'abc' },
      devices: [{ ...newRow.devices(), hostPath: '/dev/fuse', permissions: 'rw' }],
      health: {
        ...{ kind: 'exec', command: "wget -q 'a b'", interval: '90s', timeout: '500ms' },
        ...{ startPeriod: '', retries: '4' },
      },
      labels: [{ ...newRow.labels(), name: 'tier', value: 'x' }],
    };
    const first = readRunForm(form);
    if (!('request' in first)) throw new Error(JSON.stringify(first.errors));
    expect(first.request).toMatchObject({
      entrypoint: [],
      memoryBytes: 512 * 1024 ** 2,
      ports: [{ hostIp: '::1', hostPort: 8080, containerPort: 80, protocol: 'udp' }],
      env: [
        { name: 'A', value: 'b=c\nd' },
        { name: 'GONE', value: null },
      ],
      volumes: [
        { source: 'data', target: '/data' },
        { type: 'volume', source: '', target: '/new' },
        { type: 'tmpfs', sizeBytes: 64 * 1024 ** 2 },
      ],
      healthCheck: {
        kind: 'exec',
        argv: ['wget', '-q', 'a b'],
        intervalMs: 90_000,
        timeoutMs: 500,
        retries: 4,
      },
    });
    expect(readRunForm(formOfRequest(first.request))).toEqual(first);
  });

  it('tells each problem at its field', () => {
    expect(
      errorsOf({
        ...{ memory: '1m', cpus: 'two', workingDir: 'here', autoRemove: true, restart: 'always' },
        ports: [port('nowhere:80', '80'), port('127.0.0.1:81', '80')],
        env: [
          { ...newRow.env(), name: 'A', value: '1' },
          { ...newRow.env(), name: 'A', value: '2' },
        ],
        networks: [
          { ...newRow.networks(), name: 'host' },
          { ...newRow.networks(), name: 'front', ipv4: '300.1.1.1' },
        ],
        devices: [newRow.devices(), { ...newRow.devices(), hostPath: 'fuse' }],
        health: { ...emptyRunForm.health, kind: 'shell', interval: 'soon' },
      }),
    ).toEqual({
      memory: 'Give at least 6 MB',
      cpus: 'Give a number, such as 1.5',
      workingDir: 'Give an absolute path',
      'ports.0.hostPort': 'Give a number from 1 to 65535, or leave it empty',
      'env.1.name': 'This variable is given twice',
      'networks.0.name': '“host” cannot be beside other networks',
      'networks.1.ipv4': 'Give an IPv4 address',
      'devices.1.hostPath': 'Give an absolute path, such as /dev/fuse',
      'health.interval': 'Give a time, such as 30s or 1m30s',
      'health.command': 'Give a command',
      autoRemove: 'A container that is restarted cannot be removed when it ends',
    });
  });
});
