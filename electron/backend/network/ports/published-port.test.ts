import { describe, expect, it } from 'vitest';
import {
  type ApiContainerNetwork,
  readPlannedPorts,
  readPublishedPorts,
  wantedPorts,
} from './published-port.ts';

type Bindings = Record<string, { HostIp?: string; HostPort?: string }[] | null>;

function container(asked: Bindings | null, used: Bindings | null, more: Partial<ApiContainerNetwork> = {}) {
  return {
    Id: 'a'.repeat(64),
    Name: '/web',
    HostConfig: { NetworkMode: 'default', PortBindings: asked },
    NetworkSettings: { Ports: used, Networks: { bridge: { IPAddress: '172.17.0.2' } } },
    ...more,
  };
}

const on = (HostIp: string, HostPort: string) => ({ HostIp, HostPort });

describe('what a container publishes', () => {
  it.each<[string, Bindings | null, Bindings | null, string[]]>([
    ['-p 8080:80', { '80/tcp': [on('', '8080')] }, { '80/tcp': [on('0.0.0.0', '8080')] }, ['tcp * 8080>80']],
    [
      '-p 8080:80, IPv6 in the guest',
      { '80/tcp': [on('', '8080')] },
      { '80/tcp': [on('0.0.0.0', '8080'), on('::', '8080')] },
      ['tcp * 8080>80'],
    ],
    [
      '-p 0.0.0.0:8080:80',
      { '80/tcp': [on('0.0.0.0', '8080')] },
      { '80/tcp': [on('0.0.0.0', '8080')] },
      ['tcp 0.0.0.0 8080>80'],
    ],
    [
      '-p 127.0.0.1:8080:80',
      { '80/tcp': [on('127.0.0.1', '8080')] },
      { '80/tcp': [on('127.0.0.1', '8080')] },
      ['tcp 127.0.0.1 8080>80'],
    ],
    ['-p [::1]:8080:80', { '80/tcp': [on('::1', '8080')] }, { '80/tcp': null }, ['tcp ::1 8080>80']],
    ['-P', null, { '53/udp': [on('0.0.0.0', '32768')] }, ['udp * 32768>53']],
    ['-p 80', { '80/tcp': [on('', '')] }, { '80/tcp': [on('0.0.0.0', '32769')] }, ['tcp * 32769>80']],
    [
      '-p 0.0.0.0::80',
      { '80/tcp': [on('0.0.0.0', '')] },
      { '80/tcp': [on('0.0.0.0', '32769')] },
      ['tcp 0.0.0.0 32769>80'],
    ],
    [
      '-p 0.0.0.0:8000-8010:80',
      { '80/tcp': [on('0.0.0.0', '8000-8010')] },
      { '80/tcp': [on('0.0.0.0', '8003')] },
      ['tcp 0.0.0.0 8003>80'],
    ],
    ['exposed only', {}, { '80/tcp': null }, []],
    ['stopped', { '80/tcp': [on('', '8080')] }, {}, []],
    ['stopped, IPv6', { '80/tcp': [on('::1', '8080')] }, {}, []],
    ['sctp', { '9/sctp': [on('', '9')] }, { '9/sctp': [on('0.0.0.0', '9')] }, []],
    ['nothing', null, null, []],
  ])('%s', (_name, asked, used, expected) => {
    const ports = readPublishedPorts(container(asked, used));
    expect(ports.map((p) => `${p.protocol} ${p.hostIp ?? '*'} ${p.hostPort}>${p.containerPort}`)).toEqual(
      expected,
    );
    for (const port of ports) {
      expect(port).toMatchObject({
        containerId: 'a'.repeat(64),
        containerName: 'web',
        containerIp: '172.17.0.2',
      });
    }
  });

  it('is on the network that the container was started with, else on one where it has an address', () => {
    const used = { '80/tcp': [on('0.0.0.0', '80')] };
    const Networks = {
      a: { IPAddress: '' },
      b: { IPAddress: '172.19.0.2' },
      mine: { IPAddress: '172.18.0.2' },
    };
    const ipWith = (NetworkMode: string) =>
      readPublishedPorts({
        ...container(null, used),
        HostConfig: { NetworkMode },
        NetworkSettings: { Ports: used, Networks },
      })[0]?.containerIp;
    expect([ipWith('mine'), ipWith('a'), ipWith('gone')]).toEqual(['172.18.0.2', '172.19.0.2', '172.19.0.2']);
  });
});

describe('what a container will publish', () => {
  it('is known from before its start where nothing of it is left to the engine', () => {
    const asked = {
      '80/tcp': [on('', '8080'), on('', ''), on('127.0.0.1', '8081'), on('', '0'), on('', '8000-8010')],
      '81/tcp': [on('::1', '8082'), on('192.168.1.7', '8083'), on('0.0.0.0', '8084')],
      '53/udp': [on('', '53')],
      '9/sctp': [on('', '9')],
    };
    const planned = readPlannedPorts(container(asked, {}));
    expect(planned.map((p) => `${p.protocol} ${p.hostIp ?? '*'} ${p.hostPort}>${p.containerPort}`)).toEqual([
      'tcp * 8080>80',
      'tcp 127.0.0.1 8081>80',
      'tcp 0.0.0.0 8084>81',
      'udp * 53>53',
    ]);
    expect(readPlannedPorts(container(null, null))).toEqual([]);
  });
});

describe('where it is listened for', () => {
  it.each([
    [undefined, '127.0.0.1', ['127.0.0.1>10.0.2.15:8080', '::1>10.0.2.15:8080?']],
    [undefined, '0.0.0.0', ['0.0.0.0>10.0.2.15:8080', '::>10.0.2.15:8080?']],
    ['0.0.0.0', '127.0.0.1', ['0.0.0.0>10.0.2.15:8080']],
    ['127.0.0.1', '0.0.0.0', ['127.0.0.1>127.0.0.1:8080']],
    ['127.0.0.2', '0.0.0.0', ['127.0.0.2>127.0.0.2:8080']],
    ['::1', '127.0.0.1', ['::1>172.17.0.2:80']],
    ['::', '127.0.0.1', ['::>172.17.0.2:80']],
    ['192.168.1.7', '127.0.0.1', ['192.168.1.7>172.17.0.2:80']],
    ['127.0.0.1', '0.0.0.0', ['127.0.0.1>172.17.0.2:80'], true],
  ] as const)('named %s, by default %s', (hostIp, bindAddress, expected, loopbackByContainer?) => {
    const port = {
      containerId: 'c',
      containerName: 'web',
      protocol: 'tcp' as const,
      containerPort: 80,
      hostIp,
      hostPort: 8080,
      containerIp: '172.17.0.2',
    };
    const wanted = wantedPorts(port, {
      ...{ bindAddress, guestAddress: '10.0.2.15' },
      ...(loopbackByContainer && { loopbackByContainer }),
    });
    expect(wanted.map((w) => `${w.hostIp}>${w.guestIp}:${w.guestPort}${w.optional ? '?' : ''}`)).toEqual(
      expected,
    );
  });

  it('is the guest itself where a container has no address of its own', () => {
    const [wanted] = wantedPorts(
      {
        ...{ containerId: 'c', containerName: 'web', protocol: 'tcp', containerPort: 80, hostPort: 80 },
        ...{ hostIp: '127.0.0.1', containerIp: undefined },
      },
      { bindAddress: '127.0.0.1', guestAddress: '10.0.2.15', loopbackByContainer: true },
    );
    expect(wanted).toMatchObject({ guestIp: '127.0.0.1', guestPort: 80 });
  });
});
