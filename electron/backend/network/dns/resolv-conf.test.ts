import { expect, it } from 'vitest';
import { parseResolvConf } from './resolv-conf.ts';

it.each([
  ['nothing', '', { search: [], options: [], furtherServers: [] }],
  [
    "systemd's stub",
    'nameserver 127.0.0.53\noptions edns0 trust-ad\nsearch .\n',
    { search: [], options: [], furtherServers: [] },
  ],
  [
    'several servers: the first is asked anyway, IPv6 and loopback ones are not reached from a guest',
    'nameserver fe80::1%eth0\nnameserver 192.0.2.1 # home\nnameserver 192.0.2.2\nnameserver 127.0.0.1\n',
    { search: [], options: [], furtherServers: ['192.0.2.2'] },
  ],
  [
    'domains and options, the last search line',
    'domain old.example\nsearch\tcorp.example example.\noptions ndots:2 rotate\noptions timeout:1\n; search no\n',
    { search: ['corp.example', 'example.'], options: ['ndots:2', 'timeout:1'], furtherServers: [] },
  ],
  [
    'what has no business in another file',
    'search a$(b) ok\nnameserver 1.1.1.1\nnameserver 8.8.8.8\nnameserver 1.1.1.1\nnameserver 9.9.9.9\n',
    { search: ['ok'], options: [], furtherServers: ['8.8.8.8'] },
  ],
])('of a resolv.conf with %s', (_what, text, resolver) => expect(parseResolvConf(text)).toEqual(resolver));
