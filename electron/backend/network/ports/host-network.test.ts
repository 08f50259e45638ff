import { describe, expect, it } from 'vitest';
import type { GuestListener } from '../../../../vm/drivers/driver.ts';
import { hostNetworkPorts } from './host-network.ts';
import type { PublishedPort } from './published-port.ts';

const listener = (text: string): GuestListener => {
  const [, protocol, ip = '', port] = /^(tcp|udp) (\S+) (\d+)$/.exec(text) ?? [];
  return { protocol: protocol === 'udp' ? 'udp' : 'tcp', ip, port: Number(port) };
};
const old = { id: 'old', name: 'old', startedAt: '2026-01-01T00:00:00Z' };
const young = { id: 'young', name: 'young', startedAt: '2026-01-02T00:00:00Z' };
const published = [{ protocol: 'tcp', hostPort: 8080 } as PublishedPort];
const nothing = { hosts: [old], published: [], before: [] };

describe('what listens in the guest', () => {
  it.each<[string, string[], string[]]>([
    ['on all addresses', ['tcp 0.0.0.0 80', 'tcp :: 81'], ['tcp * 80', 'tcp * 81']],
    ['on all of both families: once', ['tcp 0.0.0.0 80', 'tcp :: 80'], ['tcp * 80']],
    ['on loopback', ['tcp 127.0.0.1 80'], ['tcp 127.0.0.1 80']],
    ['on loopback and on all', ['tcp 127.0.0.1 80', 'tcp 0.0.0.0 80'], ['tcp * 80']],
    ['on an address of the guest', ['tcp 172.17.0.1 80', 'tcp ::1 80', 'tcp 10.0.2.15 80'], []],
    [
      'for the engine, which keeps a published port',
      ['tcp 0.0.0.0 8080', 'udp 0.0.0.0 8080'],
      ['udp * 8080'],
    ],
    ['for an answer', ['udp 0.0.0.0 40000', 'udp 0.0.0.0 53'], ['udp * 53']],
  ])('%s', (_name, listeners, expected) => {
    const found = hostNetworkPorts(listeners.map(listener), { ...nothing, published });
    expect(found.map((p) => `${p.protocol} ${p.hostIp ?? '*'} ${p.hostPort}`)).toEqual(expected);
  });

  it('is of the container that was started last, and stays that one’s', () => {
    const first = hostNetworkPorts([listener('tcp :: 80')], nothing);
    expect(first.map((port) => port.containerId)).toEqual(['old']);
    const both = [listener('tcp :: 80'), listener('tcp :: 81')];
    const second = hostNetworkPorts(both, { ...nothing, hosts: [old, young], before: first });
    expect(second.map((port) => port.containerId)).toEqual(['old', 'young']);
    const third = hostNetworkPorts(both, { ...nothing, hosts: [young], before: second });
    expect(third.map((port) => port.containerId)).toEqual(['young', 'young']);
    expect(hostNetworkPorts(both, { ...nothing, hosts: [], before: third })).toEqual([]);
  });
});
