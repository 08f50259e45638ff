import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { thirdPartyNotices } from './notices.ts';
import { bundledPaths, packagePath } from './record-packages.ts';
import { imageBom } from './sbom.ts';
import { nativePackage, unbundledPackages } from './unbundled.ts';

let project: string;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'pier-packages-'));
});
afterEach(() => rmSync(project, { recursive: true }));

function put(path: string, about: object, files: Record<string, string> = {}): void {
  mkdirSync(join(project, path), { recursive: true });
  writeFileSync(join(project, path, 'package.json'), JSON.stringify(about));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(project, path, name), text);
}

it('finds what an unbundled package needs, as Node would', () => {
  put('node_modules/a', { dependencies: { b: '1', c: '1' } });
  put('node_modules/a/node_modules/c', { dependencies: { b: '1' } });
  put('node_modules/b', {});
  put('node_modules/c', { dependencies: { never: '1' } });
  expect(unbundledPackages(project, ['a', 'b']).map(({ path }) => path)).toEqual([
    'node_modules/a',
    'node_modules/b',
    'node_modules/a/node_modules/c',
  ]);
  expect(() => unbundledPackages(project, ['c'])).toThrow("Cannot package 'never': it is not installed");
});

it('names the machine code of each system', () => {
  expect(['linux', 'darwin', 'win32'].map((platform) => nativePackage('x', platform, 'arm64'))).toEqual([
    'x-linux-arm64-gnu',
    'x-darwin-arm64',
    'x-win32-arm64-msvc',
  ]);
});

it.each([
  ['/p/node_modules/react/index.js', 'node_modules/react'],
  ['\0/p/node_modules/@a/b/c/d.js?commonjs', 'node_modules/@a/b'],
  ['C:\\p\\node_modules\\a\\node_modules\\b\\c.js', 'node_modules/a/node_modules/b'],
  ['/p/electron/main.ts', undefined],
  ['\0vite/preload-helper.js', undefined],
])('knows whose module %j is', (id, path) => {
  expect(packagePath(id)).toBe(path);
});

it('says what was not built', () => {
  expect(() => bundledPaths(project)).toThrow(/renderer\.json' is missing\. Build it/);
});

it('tells each licence once, and refuses a package that says nothing of its own', async () => {
  put('node_modules/a', { name: 'a', version: '1.0.0', license: 'MIT' }, { LICENSE: 'Take it.\r\n' });
  put('node_modules/b', { name: 'b', version: '2.0.0', license: 'MIT' }, { 'license.md': 'Take it.\n' });
  put('node_modules/c', { name: 'c', version: '3.0.0', license: 'ISC', author: { name: 'C' } });
  put('node_modules/d', { name: 'd', version: '4.0.0' }, { 'readme.md': 'x' });
  const paths = ['a', 'b', 'c'].map((name) => `node_modules/${name}`);
  const notices = await thirdPartyNotices(project, paths);
  expect(notices).toContain('a 1.0.0 (MIT)\nb 2.0.0 (MIT)\n\nTake it.\n');
  expect(notices.split('Take it.')).toHaveLength(2);
  expect(notices).toContain('c 3.0.0 (ISC)\n\nIts package has no text of the licence. By C.');
  await expect(thirdPartyNotices(project, ['node_modules/d'])).rejects.toThrow("Cannot package 'd 4.0.0'");
});

it("lists Debian's packages of an image", () => {
  const file = { bytes: 1, sha256: 'a'.repeat(64) };
  const bom = imageBom({
    key: 'k',
    builtAt: '2026-01-01T00:00:00Z',
    suite: 'trixie',
    architecture: 'amd64',
    rootFormat: 'erofs',
    cmdline: '',
    files: { vmlinuz: file, initramfs: file, root: file },
    cli: {},
    packages: { 'libstdc++6': '1:2+b1' },
  });
  expect(bom.components).toMatchObject([
    { name: 'libstdc++6', purl: 'pkg:deb/debian/libstdc%2B%2B6@1%3A2%2Bb1?arch=amd64&distro=trixie' },
  ]);
});
