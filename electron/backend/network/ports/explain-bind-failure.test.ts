import { describe, expect, it } from 'vitest';
import { explainBindFailure } from './explain-bind-failure.ts';
import type { WantedPort } from './published-port.ts';

const port: WantedPort = {
  containerId: 'id',
  containerName: 'web',
  protocol: 'tcp',
  containerPort: 80,
  hostIp: '192.0.2.1',
  // Nobody listens there.
  hostPort: 1,
  guestIp: '10.0.2.15',
  guestPort: 80,
  optional: false,
};

describe('a port that cannot be opened', () => {
  it.each([
    // Whoever it was is gone, or not ours to see.
    ['EADDRINUSE', 'port_taken', /: another program uses it\.$/, /as soon as it is free/],
    ['EACCES', 'port_forward_failed', /below 1024/, /ip_unprivileged_port_start=1$/],
    ['EADDRNOTAVAIL', 'port_forward_failed', /does not have the address '192\.0\.2\.1'/, /address is there/],
    ['QEMU is tired', 'port_forward_failed', /: QEMU is tired\.$/, /keeps trying/],
  ])('for %s', async (reason, code, message, hint) => {
    const error = await explainBindFailure(port, reason);
    expect(error).toMatchObject({ code, hint: expect.stringMatching(hint) });
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/^Cannot open port '192\.0\.2\.1:1\/tcp' for container 'web': /);
  });

  it('of IPv6 is written as in an address', async () => {
    const { message } = await explainBindFailure({ ...port, hostIp: '::1' }, 'x');
    expect(message).toContain("'[::1]:1/tcp'");
  });
});
