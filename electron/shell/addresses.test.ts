import { expect, it } from 'vitest';
import { isWebAddress } from '../../shared/model/web-address.ts';
import { isOwnDownload, isOwnPage } from './addresses.ts';

it.each([
  ['app://pier/', true],
  ['app://pier/index.html#/logs', true],
  ['app://pier.evil/', false],
  ['app://evil/pier', false],
  ['app://user@pier/', false],
  ['https://pier/', false],
  ['file:///app://pier/', false],
  ['', false],
])('isOwnPage(%j) is %s', (url, expected) => expect(isOwnPage(url)).toBe(expected));

it.each([
  ['http://localhost:8080/', true],
  ['https://example.org', true],
  ['file:///etc/passwd', false],
  ['javascript:alert(1)', false],
  ['smb://host/share', false],
  ['not an address', false],
])('isWebAddress(%j) is %s', (url, expected) => expect(isWebAddress(url)).toBe(expected));

it.each([
  ['app://pier/transfer/abc', true],
  ['blob:app://pier/3f2a', true],
  ['blob:https://evil.example/3f2a', false],
  ['https://evil.example/a.exe', false],
  ['data:text/html,x', false],
  ['file:///etc/passwd', false],
])('isOwnDownload(%j) is %s', (url, expected) => expect(isOwnDownload(url)).toBe(expected));
