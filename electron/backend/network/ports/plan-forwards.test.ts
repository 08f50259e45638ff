import { describe, expect, it } from 'vitest';
import type { PortForward } from '../../../../vm/drivers/driver.ts';
import { planForwards } from './plan-forwards.ts';

/** "8080>80" leads from 127.0.0.1:8080 to 10.0.2.15:80; "udp" and an address may stand before it. */
function forward(text: string): PortForward {
  const [, protocol, hostIp, hostPort, guestPort] =
    /^(?:(tcp|udp) )?(?:(\S+) )?(\d+)>(\d+)$/.exec(text) ?? [];
  return {
    protocol: protocol === 'udp' ? 'udp' : 'tcp',
    hostIp: hostIp ?? '127.0.0.1',
    hostPort: Number(hostPort),
    guestIp: '10.0.2.15',
    guestPort: Number(guestPort),
  };
}

describe('the way from what is forwarded to what is wanted', () => {
  it.each([
    ['nothing to do', ['80>80'], ['80>80'], [], []],
    ['a new one', ['80>80', '81>81'], ['80>80'], [], ['81>81']],
    ['one that is over', [], ['80>80'], ['80>80'], []],
    ['one that leads elsewhere', ['80>8080'], ['80>80'], ['80>80'], ['80>8080']],
    ['the same port of UDP', ['udp 80>80', '80>80'], ['80>80'], [], ['udp 80>80']],
    ['another address', ['0.0.0.0 80>80'], ['80>80'], ['80>80'], ['0.0.0.0 80>80']],
    ['two for one port: the first has it', ['80>1', '80>2'], [], [], ['80>1']],
  ])('%s', (_name, wanted, actual, remove, add) => {
    expect(planForwards(wanted.map(forward), actual.map(forward))).toEqual({
      remove: remove.map(forward),
      add: add.map(forward),
    });
  });

  it('is found for thousands at once', () => {
    const many = Array.from({ length: 5000 }, (_, i) => forward(`${i + 1}>${i + 1}`));
    expect(planForwards(many, many)).toEqual({ remove: [], add: [] });
  });
});
