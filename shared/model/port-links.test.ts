import { describe, expect, it } from 'vitest';
import type { PublishedPort } from '../contract/containers.ts';
import type { PortForwardState } from '../contract/ports.ts';
import type { ErrorData } from '../errors.ts';
import { portLinks } from './port-links.ts';

const port = (hostPort: number | undefined, more: Partial<PublishedPort> = {}): PublishedPort => ({
  ...(hostPort === undefined ? {} : { hostIp: '0.0.0.0', hostPort }),
  containerPort: 80,
  protocol: 'tcp',
  ...more,
});
const forward = (hostPort: number, more: Partial<PortForwardState> = {}): PortForwardState => ({
  containerId: 'id',
  hostIp: '127.0.0.1',
  hostPort,
  containerPort: 80,
  protocol: 'tcp',
  state: 'open',
  ...more,
});
const taken: ErrorData = { code: 'port_taken', message: 'taken', hint: 'free it' };

describe('the ports of a container', () => {
  it('lead to this computer where the engine is on it, and nowhere where it is not', () => {
    const ports = [port(8080), port(undefined, { containerPort: 81 })];
    expect(portLinks(ports, 'here')).toEqual([
      { key: '8080:80', text: '8080:80', url: 'http://localhost:8080', state: 'open' },
      { key: '81', text: '81', state: 'exposed' },
    ]);
    expect(portLinks(ports, 'elsewhere')[0]).toEqual({ key: '8080:80', text: '8080:80', state: 'elsewhere' });
  });

  it('are links once they are forwarded', () => {
    expect(portLinks([port(8080)], 'forwarded')).toEqual([
      { key: '8080:80', text: '8080:80', state: 'opening' },
    ]);
    const both = [forward(8080), forward(8080, { hostIp: '::1' })];
    expect(portLinks([port(8080)], 'forwarded', both)).toEqual([
      { key: '8080:80', text: '8080:80', url: 'http://localhost:8080', state: 'open' },
    ]);
    expect(portLinks([port(8080)], 'forwarded', [forward(8080, { hostIp: '192.168.1.7' })])[0]?.url).toBe(
      'http://192.168.1.7:8080',
    );
  });

  it('say why one is not open, before all others', () => {
    const forwards = [
      forward(8080),
      forward(8081, { hostIp: '::1', state: 'failed', error: taken }),
      forward(8081),
    ];
    expect(portLinks([port(8080), port(8081)], 'forwarded', forwards)).toEqual([
      { key: '8081:80', text: '8081:80', state: 'failed', error: taken },
      { key: '8080:80', text: '8080:80', url: 'http://localhost:8080', state: 'open' },
    ]);
  });

  it('are there also where the engine lists none', () => {
    const host = forward(9000, { containerPort: 9000 });
    expect(portLinks([], 'forwarded', [host]).map(({ url }) => url)).toEqual(['http://localhost:9000']);
    // Published on IPv6 alone: the engine calls it exposed.
    expect(portLinks([port(undefined)], 'forwarded', [forward(8080, { hostIp: '::1' })])).toHaveLength(1);
  });
});
