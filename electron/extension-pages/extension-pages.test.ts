import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { InstalledExtension } from '../backend/extensions/installed-extensions.ts';
import { entryPath, extensionOf, originName } from './extension-origin.ts';
import { answerPage } from './extension-page.ts';
import { clientScript, injectScript } from './inject-script.ts';
import { isThisComputer, OwnServices } from './own-services.ts';
import { pageFile } from './page-file.ts';

const home = mkdtempSync(join(tmpdir(), 'pier-pages-'));
const folder = join(home, 'ui');
afterAll(() => rmSync(home, { recursive: true }));
mkdirSync(join(folder, 'assets'), { recursive: true });
mkdirSync(join(home, 'ui-secret'));
for (const path of ['secret.txt', 'ui-secret/x.js', 'ui/index.html', 'ui/a b.JS', 'ui/assets/index.html']) {
  writeFileSync(join(home, path), path);
}
symlinkSync(join(home, 'secret.txt'), join(folder, 'link.txt'));
symlinkSync(join(folder, 'index.html'), join(folder, 'inside.html'));

describe('origins', () => {
  it('are names that hosts can have, one for each extension', () => {
    expect(originName({ id: 'host_5000_Org_x', installedAt: 1 })).toMatch(/^[0-9a-f]{32}$/);
    const all = [
      { id: 'a', installedAt: 1 },
      { id: 'b', installedAt: 1 },
    ];
    expect(extensionOf(originName({ id: 'b', installedAt: 1 }), all)).toBe(all[1]);
    expect(extensionOf(originName({ id: 'c', installedAt: 1 }), all)).toBeUndefined();
  });

  it('are others for what is installed again: it finds nothing of what was removed', () => {
    const earlier = originName({ id: 'a', installedAt: 1 });
    expect(extensionOf(earlier, [{ id: 'a', installedAt: 2 }])).toBeUndefined();
  });

  it.each([
    ['index.html', '', '/index.html'],
    ['index.html?v0.4.0', '', '/index.html?v0.4.0'],
    ['index.html?v1', 'code=a%20b&x=%3D', '/index.html?v1&code=a+b&x=%3D'],
    ['./sub/my page.html', 'a=1', '/./sub/my%20page.html?a=1'],
    ['/index.html#/home', '', '/index.html'],
    ['../../etc/passwd', '', '/../../etc/passwd'],
  ])('lead to %j with %j by %j', (entry, search, path) => expect(entryPath(entry, search)).toBe(path));
});

describe('files of a page', () => {
  it.each([
    ['/index.html', 'index.html', 'text/html; charset=utf-8'],
    ['/', 'index.html', 'text/html; charset=utf-8'],
    ['/assets/', 'assets/index.html', 'text/html; charset=utf-8'],
    ['/a%20b.JS', 'a b.JS', 'text/javascript; charset=utf-8'],
    ['/inside.html', 'index.html', 'text/html; charset=utf-8'],
  ])('%s', async (pathname, path, type) => {
    expect(await pageFile(folder, pathname)).toEqual({ path: join(folder, path), type });
  });

  it.each([
    '/../secret.txt',
    '/%2e%2e/secret.txt',
    '/..%2fsecret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/..%5csecret.txt',
    '/../ui-secret/x.js',
    '//etc/passwd',
    '/link.txt',
    '/.pier/client.js',
    '/%00',
    '/%',
    '/nothing',
  ])('are not outside of its folder: %s', async (pathname) => {
    expect(await pageFile(folder, pathname)).toBeUndefined();
  });
});

describe('the first script', () => {
  const script = '<script src="/x"></script>';
  it.each([
    ['<!doctype html><html lang="en"><head><title>', '<title>'],
    ['\n<!DOCTYPE html>\n<!-- <head> no -->\n<html>\n<head data-a="a>b" b>\n<script>', '<script>'],
    ['<header>', '<header>'],
    ['<script>1</script>', '<script>1</script>'],
    ['<html><body>', '<body>'],
    ['', ''],
  ])('stands before everything that runs in %j', (document, rest) => {
    const injected = injectScript(Buffer.from(document), script).toString();
    expect(injected).toBe(document.slice(0, document.length - rest.length) + script + rest);
  });

  it('leaves every byte as it is', () => {
    const bytes = Buffer.from([0xef, 0xbb, 0xbf, ...Buffer.from('<head>'), 0xff, 0xfe, 0x00]);
    const injected = injectScript(bytes, script);
    expect(injected.subarray(0, 9)).toEqual(bytes.subarray(0, 9));
    expect(injected.subarray(9 + script.length)).toEqual(bytes.subarray(9));
  });

  it('carries what the page has to know, whatever is in it', () => {
    const config = { image: `"><script>'&amp;\u2028 grüße 🐳` };
    const [, json = ''] = /data-pier="([^"]*)"/.exec(clientScript('/x', config)) ?? [];
    const decoded = json.replaceAll('&lt;', '<').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
    expect(JSON.parse(decoded)).toEqual(config);
    expect(json).toMatch(/^[\x20-\x7e]*$/);
  });
});

describe('answers', () => {
  const extension = {
    ...{ id: 'a', image: 'org/a:1', imageId: '1', title: 'A', installedAt: 7, enabled: true },
    metadata: { vm: { image: 'x' } },
    dev: {},
    permissions: { dockerCommands: true, hostPrograms: true },
    page: { title: 'A', folder, entry: 'index.html' },
  } satisfies InstalledExtension;
  const ask = (pathname: string, over: Partial<InstalledExtension> = {}) =>
    answerPage({
      extension: { ...extension, ...over },
      view: { dark: true },
      pathname,
      search: '',
      client: Buffer.from('client'),
    });

  it('are documents with the client, and everything else as it is', async () => {
    const page = await ask('/index.html');
    expect(page.headers['cache-control']).toBe('no-store');
    expect(page.body.toString()).toContain('&quot;dark&quot;:');
    expect(page.body.toString()).toContain(
      '&quot;vm&quot;:true,&quot;service&quot;:false,&quot;host&quot;:false',
    );
    expect((await ask('/a%20b.JS')).body.toString()).toBe('ui/a b.JS');
    expect((await ask('/.pier/client.js')).body.toString()).toBe('client');
  });

  it('are none for folders, and for an extension that is off', async () => {
    expect((await ask('/assets')).status).toBe(404);
    expect((await ask('/index.html', { enabled: false })).status).toBe(404);
  });
});

describe('services of Pier', () => {
  const own = new OwnServices(() => [2376]);
  it.each([
    'http://127.0.0.1:2376/',
    'http://127.1.2.3:2376/',
    'http://2130706433:2376/',
    'http://0x7f.1:2376/',
    'http://0:2376/',
    'http://[::]:2376/',
    'http://[::1]:2376/',
    'http://[::ffff:127.0.0.1]:2376/',
    'http://[::ffff:7f00:1]:2376/',
  ])('are not at %s', (url) => expect(() => own.checkHost(new URL(url))).toThrow('is a service of Pier'));

  it.each([
    'http://127.0.0.1:80/',
    'http://192.0.2.1:2376/',
    'http://[2001:db8::1]:2376/',
    'http://name:2376/',
  ])('are not confused with %s', (url) => expect(() => own.checkHost(new URL(url))).not.toThrow());

  it('are not found by name either', async () => {
    const look = (name: string, port: number) =>
      new Promise((resolve) =>
        own.lookup(port)(name, { all: true }, (error, addresses) => resolve(error?.name ?? addresses)),
      );
    for (const name of ['localhost', 'LOCALHOST.', 'a.b.localhost']) {
      expect(await look(name, 2376)).toBe('OwnServiceError');
      expect(await look(name, 80)).toContainEqual({ address: '127.0.0.1', family: 4 });
    }
    expect(isThisComputer('192.0.2.1')).toBe(false);
  });
});
