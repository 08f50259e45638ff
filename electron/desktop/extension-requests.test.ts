import { describe, expect, it } from 'vitest';
import {
  dialogProperties,
  mayLoad,
  mayNavigate,
  openAnswer,
  preflightOf,
  withoutPage,
} from './extension-requests.ts';

const origin = 'pier-extension://abc';

describe('what the page of an extension may load', () => {
  it.each([
    ['pier-extension://abc/index.html?x', 'own'],
    ['blob:pier-extension://abc/1', 'own'],
    ['data:text/plain,x', 'own'],
    ['https://example.com/', 'web'],
    ['ws://localhost:1/', 'web'],
    ['pier-extension://other/index.html', 'never'],
    ['blob:pier-extension://other/1', 'never'],
    ['pier-extension://me@abc/', 'never'],
    ['pier-extension://abc.evil/', 'never'],
    ['app://pier/', 'never'],
    ['blob:app://pier/1', 'never'],
    ['file:///etc/passwd', 'never'],
    ['devtools://x', 'never'],
    ['no address', 'never'],
  ])('%s: %s', (url, expected) => expect(mayLoad(url, origin)).toBe(expected));

  it('stays on its origin; what it frames is the web’s', () => {
    expect(mayNavigate('pier-extension://abc/other.html', origin, true)).toBe(true);
    expect(mayNavigate('about:srcdoc', origin, false)).toBe(true);
    expect(mayNavigate('http://localhost:3000/', origin, false)).toBe(true);
    for (const url of [
      'https://example.com/',
      'app://pier/',
      'pier-extension://other/',
      'data:text/html,x',
    ]) {
      expect(mayNavigate(url, origin, true), url).toBe(false);
    }
    for (const url of ['app://pier/', 'pier-extension://other/', 'file:///x', 'javascript:x']) {
      expect(mayNavigate(url, origin, false), url).toBe(false);
    }
  });
});

it('does not say which page asks', () => {
  expect(withoutPage({ Origin: origin, referer: 'x', Accept: '*/*' })).toEqual({ Accept: '*/*' });
});

describe('answers', () => {
  it('are open to the page, whatever the other side says of pages', () => {
    const headers = { 'Content-Type': ['text/plain'], 'Access-Control-Allow-Origin': ['https://a.example'] };
    expect(openAnswer(headers, origin, undefined)).toEqual({
      responseHeaders: {
        'Content-Type': ['text/plain'],
        'access-control-allow-origin': origin,
        'access-control-allow-credentials': 'true',
        'access-control-expose-headers': 'Content-Type',
      },
    });
  });

  it('to a question before a request are yes', () => {
    const asked = preflightOf('OPTIONS', {
      'Access-Control-Request-Method': 'PUT',
      'Access-Control-Request-Headers': 'x-a, content-type',
    });
    expect(openAnswer(undefined, origin, asked)).toEqual({
      statusLine: 'HTTP/1.1 204 No Content',
      responseHeaders: {
        'access-control-allow-origin': origin,
        'access-control-allow-credentials': 'true',
        'access-control-allow-methods': 'PUT',
        'access-control-allow-headers': 'x-a, content-type',
      },
    });
    expect(preflightOf('OPTIONS', {})).toBeUndefined();
    expect(preflightOf('GET', { 'access-control-request-method': 'PUT' })).toBeUndefined();
  });
});

it('lets an extension decide a part of a dialog', () => {
  expect(dialogProperties(['openDirectory', 'evil', 'multiSelections'])).toEqual([
    'openDirectory',
    'multiSelections',
  ]);
});
