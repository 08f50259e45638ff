import { describe, expect, it } from 'vitest';
import { conflicts } from './port-holder.ts';

describe('a socket that is in the way of a port', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1', true],
    ['0.0.0.0', '127.0.0.1', true],
    ['127.0.0.1', '0.0.0.0', true],
    ['127.0.0.2', '127.0.0.1', false],
    // For both families, as most servers do it.
    ['::', '127.0.0.1', true],
    ['::', '::1', true],
    ['::1', '::', true],
    ['::1', '127.0.0.1', false],
    ['0.0.0.0', '::1', false],
    ['127.0.0.1', '::', false],
  ])('%s and %s: %s', (ip, wanted, expected) => {
    expect(conflicts({ protocol: 'tcp', ip, port: 80 }, { protocol: 'tcp', ip: wanted, port: 80 })).toBe(
      expected,
    );
    expect(conflicts({ protocol: 'tcp', ip, port: 80 }, { protocol: 'udp', ip: wanted, port: 80 })).toBe(
      false,
    );
    expect(conflicts({ protocol: 'tcp', ip, port: 80 }, { protocol: 'tcp', ip: wanted, port: 81 })).toBe(
      false,
    );
  });
});
