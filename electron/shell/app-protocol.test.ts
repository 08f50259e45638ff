import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveAppFile } from './app-protocol.ts';

let outer: string;
let folder: string;

beforeAll(() => {
  outer = mkdtempSync(join(tmpdir(), 'pier-app-'));
  folder = join(outer, 'renderer');
  writeFileSync(join(outer, 'secret.txt'), 'secret');
  writeFileSync(join(outer, 'renderer-secret'), 'secret');
  mkdirSync(join(folder, 'assets'), { recursive: true });
  writeFileSync(join(folder, 'index.html'), '<p>Pier');
  writeFileSync(join(folder, 'app.js'), '1');
});

afterAll(() => rmSync(outer, { recursive: true, force: true }));

describe('serveAppFile', () => {
  it('serves the page and its assets with type and headers', async () => {
    const page = await serveAppFile(folder, 'app://pier/', {
      'content-security-policy': "default-src 'none'",
    });
    expect(page.status).toBe(200);
    expect(await page.text()).toBe('<p>Pier');
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.headers.get('content-security-policy')).toBe("default-src 'none'");
    const script = await serveAppFile(folder, 'app://pier/app.js', {});
    expect(script.headers.get('content-type')).toContain('text/javascript');
  });

  it.each([
    'app://pier/../secret.txt',
    'app://pier/..%2fsecret.txt',
    'app://pier/%2e%2e/secret.txt',
    'app://pier/..%5csecret.txt',
    'app://pier/%252e%252e/secret.txt',
    'app://pier/..;/secret.txt',
    'app://pier/....//secret.txt',
    'app://pier//secret.txt',
    'app://pier//etc/passwd',
    'app://pier/%2fetc%2fpasswd',
    'app://pier/app.js%00.html',
    'app://pier/./../renderer/../secret.txt',
    'app://pier@other/index.html',
    'app://pier:80/index.html',
    'app://pier/assets',
    'app://pier/%00',
    'app://pier/%',
    'app://pier/../renderer-secret',
    'app://other/index.html',
    'file:///etc/passwd',
    'app://pier/missing.js',
    'nonsense',
  ])('refuses %s', async (url) => {
    const answer = await serveAppFile(folder, url, {});
    expect(answer.status).toBe(404);
    expect(await answer.text()).not.toContain('secret');
  });
});
