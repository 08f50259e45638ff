import { describe, expect, it } from 'vitest';
import { findForwardedPort, forwardRule, parseForwards } from './usernet.ts';

/** As QEMU 7.2 writes it. */
const USERNET = `Hub -1 (net0):\r
  Protocol[State]    FD  Source Address  Port   Dest. Address  Port RecvQ SendQ\r
  TCP[HOST_FORWARD] 107       127.0.0.1 18081       127.0.0.1  8081     0     0\r
  TCP[HOST_FORWARD] 106               * 17002       10.0.2.15  7001     0     0\r
  TCP[ESTABLISHED]  101       127.0.0.1 42427       10.0.2.15  2376     0     0\r
  TCP[HOST_FORWARD]  15       127.0.0.1 42427       10.0.2.15  2376     0     0\r
  UDP[HOST_FORWARD] 104       127.0.0.1 17000       10.0.2.15  7000     0     0\r
  UDP[9 sec]        110       10.0.2.15 51324      10.0.2.3    53     0     0\r
`;

describe('info usernet', () => {
  it('tells the forwards, and nothing of what passes through them', () => {
    expect(parseForwards(USERNET)).toEqual([
      { protocol: 'tcp', hostIp: '127.0.0.1', hostPort: 18081, guestIp: '127.0.0.1', guestPort: 8081 },
      { protocol: 'tcp', hostIp: '0.0.0.0', hostPort: 17002, guestIp: '10.0.2.15', guestPort: 7001 },
      { protocol: 'tcp', hostIp: '127.0.0.1', hostPort: 42427, guestIp: '10.0.2.15', guestPort: 2376 },
      { protocol: 'udp', hostIp: '127.0.0.1', hostPort: 17000, guestIp: '10.0.2.15', guestPort: 7000 },
    ]);
    expect(findForwardedPort(USERNET, 2376)).toBe(42427);
    expect(findForwardedPort(USERNET, 80)).toBeUndefined();
    expect(parseForwards('')).toEqual([]);
  });

  it('is the other side of the rules that add and remove', () => {
    const [first] = parseForwards(USERNET);
    expect(first && forwardRule('net0', first)).toEqual({
      add: 'hostfwd_add net0 tcp:127.0.0.1:18081-127.0.0.1:8081',
      remove: 'hostfwd_remove net0 tcp:127.0.0.1:18081',
    });
  });
});
