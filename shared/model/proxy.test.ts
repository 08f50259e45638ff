import { describe, expect, it } from 'vitest';
import { asGuestSees, maskProxyUrl, parseNoProxy, parseProxyUrl, printProxyUrl } from './proxy.ts';

const printed = (text: string) => {
  const url = parseProxyUrl(text);
  return url && printProxyUrl(url);
};

describe('parseProxyUrl', () => {
  it.each([
    ['proxy.example:3128', 'http://proxy.example:3128'],
    [' http://u:p%40w@proxy.example:3128/ ', 'http://u:p%40w@proxy.example:3128'],
    ['https://proxy.example', 'https://proxy.example'],
    ['socks5://10.0.0.1:1080', 'socks5://10.0.0.1:1080'],
    ['localhost:8888', 'http://localhost:8888'],
    ['http://[::1]:3128', 'http://[::1]:3128'],
  ])('%s is %s', (text, url) => expect(printed(text)).toBe(url));

  it.each([
    '',
    'ftp://x',
    'http://',
    'http://x/path',
    'http://x?q',
    'a b',
    'http://x:99999',
    'http://x\nY=1',
  ])('%j is none', (text) => expect(parseProxyUrl(text)).toBeUndefined());
});

it.each([
  ['http://u:p@proxy:1', 'http://***@proxy:1'],
  ['u:p@ss@proxy:1', '***@proxy:1'],
  ['http://proxy:1', 'http://proxy:1'],
  ['nonsense://u:secret@', 'nonsense://***@'],
])('%s is shown as %s', (text, masked) => expect(maskProxyUrl(text)).toBe(masked));

it.each([
  ['http://127.0.0.1:3128', 'http://host.docker.internal:3128'],
  ['http://u:p@localhost:3128', 'http://u:p@host.docker.internal:3128'],
  ['http://[::1]:3128', 'http://host.docker.internal:3128'],
  ['socks5://127.1.2.3:1080', 'socks5://host.docker.internal:1080'],
  ['http://10.0.0.1:3128', 'http://10.0.0.1:3128'],
])('%s is %s in the guest', (here, there) => {
  const url = parseProxyUrl(here);
  expect(url && printProxyUrl(asGuestSees(url))).toBe(there);
});

it('reads lists of what needs no proxy', () => {
  expect(parseNoProxy(' example.com, .internal;10.0.0.0/8  [::1] ')).toBe(
    'example.com,.internal,10.0.0.0/8,[::1]',
  );
  expect(parseNoProxy('')).toBe('');
  expect(parseNoProxy('a,b=c')).toBeUndefined();
});
