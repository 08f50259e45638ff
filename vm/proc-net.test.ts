import { describe, expect, it } from 'vitest';
import { acceptsConnections, parseListeners } from './proc-net.ts';

const HEAD =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const REST = '00000000:00000000 00:00000000 00000000     0        0';
const line = (local: string, remote: string, state: string, inode: string) =>
  `   0: ${local} ${remote} ${state} ${REST} ${inode} 1 0000000000000000 100 0 0 10 0`;

describe('the table of unix sockets', () => {
  it('tells who takes connections from who is only bound, or connected', () => {
    const line = (flags: string, path: string, state = '01') =>
      `0000000057da745a: 00000002 00000000 ${flags} 0001 ${state} 1057 ${path}`;
    const [bound, listens] = ['00000000', '00010000'];
    const accepts = (path: string, ...lines: string[]) =>
      acceptsConnections(
        ['Num       RefCount Protocol Flags    Type St Inode Path', ...lines, ''].join('\n'),
        path,
      );
    expect(accepts('/my own.sock', line(listens, '/my own.sock'), line(bound, '/other'))).toBe(true);
    expect(accepts('/my own.sock', line(listens, '/my own.sock'), line(bound, '/my own.sock', '03'))).toBe(
      true,
    );
    expect(accepts('/my own.sock', line(bound, '/my own.sock'))).toBe(false);
    // Another took the place of one that is not quite gone.
    expect(accepts('/my own.sock', line(listens, '/my own.sock'), line(bound, '/my own.sock'))).toBe(false);
    expect(accepts('/own.sock', line(listens, '/my own.sock'))).toBe(false);
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
