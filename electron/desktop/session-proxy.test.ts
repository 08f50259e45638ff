import { expect, it } from 'vitest';
import { proxyLogin, sessionProxy } from './session-proxy.ts';

const http = new URL('http://me:a%20b@proxy.example:3128');
const https = new URL('http://other.example:8080');

it.each([
  ['none', { http, noProxy: '' }, { mode: 'direct' }],
  ['system', { noProxy: '' }, { mode: 'system' }],
  ['manual', { noProxy: '' }, { mode: 'direct' }],
  [
    'manual',
    { http, https, noProxy: '.corp,10.0.0.0/8' },
    {
      mode: 'fixed_servers',
      proxyRules: 'http=http://proxy.example:3128;https=http://other.example:8080',
      proxyBypassRules: '.corp,10.0.0.0/8',
    },
  ],
  [
    'system',
    { https, noProxy: '' },
    { mode: 'fixed_servers', proxyRules: 'https=http://other.example:8080', proxyBypassRules: '' },
  ],
] as const)('%s', (mode, proxies, expected) => expect(sessionProxy(mode, proxies)).toEqual(expected));

it('signs in to the proxy alone that asks', () => {
  const proxies = { http, https, noProxy: '' };
  const asks = { isProxy: true, host: 'proxy.example', port: 3128 };
  expect(proxyLogin(asks, proxies)).toEqual(['me', 'a b']);
  expect(proxyLogin({ ...asks, isProxy: false }, proxies)).toBeUndefined();
  expect(proxyLogin({ ...asks, port: 1 }, proxies)).toBeUndefined();
  expect(proxyLogin({ ...asks, host: 'other.example', port: 8080 }, proxies)).toBeUndefined();
});
