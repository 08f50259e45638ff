import { expect, it } from 'vitest';
import { proxyFor } from './host-proxies.ts';

const http = new URL('http://proxy.example:3128');
const https = new URL('http://proxy.example:3129');

it.each([
  ['https://registry.example', '', https],
  ['http://registry.example', '', http],
  ['https://localhost:5000', '', undefined],
  ['https://127.0.0.1:5000', '', undefined],
  ['https://registry.example', 'example', undefined],
  ['https://registry.example', 'registry.example', undefined],
  ['https://registry.example', '.example', undefined],
  ['https://registry.example', '*.example', undefined],
  ['https://myregistry.example', 'registry.example', https],
  ['https://registry.example', '.registry.example', https],
  ['https://registry.example:5000', 'registry.example:5000', undefined],
  ['https://registry.example', 'registry.example:5000', https],
  ['https://registry.example', 'registry.example:443', undefined],
  ['https://10.1.2.3:5000', '10.0.0.0/8', undefined],
  ['https://11.1.2.3', '10.0.0.0/8', https],
  ['https://[fd00::1]', 'fd00::/8', undefined],
  ['https://[fd00::1]:5000', '[fd00::1]:5000', undefined],
  ['https://registry.example', 'other,*', undefined],
  ['https://registry.example', '10.0.0.0/99', https],
])('%s with no_proxy %j', (url, noProxy, proxy) => {
  expect(proxyFor(new URL(url), { http, https, noProxy })).toBe(proxy);
});

it('knows none where none is set', () => {
  expect(proxyFor(new URL('https://registry.example'), { noProxy: '' })).toBeUndefined();
});
