import { describe, expect, it } from 'vitest';
import { acceptsConnections, parseListeners } from './proc-net.ts';

const HEAD =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const REST = '00000000:00000000 00:00000000 00000000     0        0';
const line = (local: string, remote: string, state: string, inode: string) =>
  `   0: ${local} ${remote} ${state} ${REST} ${inode} 1 0000000000000000 100 0 0 10 0`;

describe('the table of unix sockets', () => {
  it('tells who takes connections from who is only bound, or connected', async () => {
    const line = (flags: string, path: string) =>
      `0000000057da745a: 00000002 00000000 ${flags} 0001 01 1057 ${path}`;
    const table = [
      'Num       RefCount Protocol Flags    Type St Inode Path',
      line('00000000', '/run/bound.sock'),
    ];
    table.push(line('00010000', '/run/my own.sock'), line('00000000', '/run/my own.sock'), '');
    expect(acceptsConnections(table.join('\n'), '/run/my own.sock')).toBe(true);
    expect(acceptsConnections(table.join('\n'), '/run/bound.sock')).toBe(false);
    expect(acceptsConnections(table.join('\n'), 'own.sock')).toBe(false);
  });
});

describe('a table of /proc/net', () => {
  it.each([
    ['0100007F:1F90', '127.0.0.1', 8080],
    ['00000000:0050', '0.0.0.0', 80],
    ['0F02000A:FFFF', '10.0.2.15', 65_535],
    ['00000000000000000000000000000000:0035', '::', 53],
    ['00000000000000000000000001000000:01BB', '::1', 443],
    ['000080FE00000000FF005450B6AD1DFE:0016', 'fe80::5054:ff:fe1d:adb6', 22],
    ['0000000000000000FFFF00000100007F:0050', '127.0.0.1', 80],
  ])('has %s as %s port %i', (local, ip, port) => {
    const remote = local.includes(':') ? `${local.split(':')[0]?.replace(/./g, '0')}:0000` : '';
    const table = `${HEAD}\n${line(local, remote, '0A', '4711')}\n`;
    expect(parseListeners(table, 'tcp')).toEqual([{ protocol: 'tcp', ip, port, inode: '4711' }]);
  });

  it('is read for what waits only', () => {
    const local = '0100007F:1F90';
    const tcp = ['01', '06', '0A'].map((state) => line(local, '0100007F:9999', state, state)).join('\n');
    expect(parseListeners(`${HEAD}\n${tcp}\n`, 'tcp').map(({ inode }) => inode)).toEqual(['0A']);
    const udp = ['01', '07'].map((state) => line(local, '00000000:0000', state, state)).join('\n');
    expect(parseListeners(`${HEAD}\n${udp}\n`, 'udp').map(({ inode }) => inode)).toEqual(['07']);
    expect(parseListeners('', 'tcp')).toEqual([]);
  });
});
