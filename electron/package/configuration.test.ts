import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import config from '../../forge.config.ts';
import runtimes from './node-runtimes.json' with { type: 'json' };
import { toolsOf } from './say-tools.ts';

/** What is built for whom; the fuses are pinned by strict-windows.test.ts. */

const ROOT = resolve(import.meta.dirname, '../..');
const read = (path: string) => readFileSync(join(ROOT, path));

/** "dmg x64", "AppImage": each target with its processors. */
function targets(given: unknown): string[] {
  const all = given as (string | { target: string; arch: string[] })[];
  return all.flatMap((each) =>
    typeof each === 'string' ? [each] : each.arch.map((arch) => `${each.target} ${arch}`),
  );
}

/** The keys of a property list that are on. */
function entitlements(path: unknown): string[] {
  const text = read(String(path)).toString();
  expect(text).not.toContain('<false/>');
  return [...text.matchAll(/<key>([^<]+)<\/key>\s*<true\/>/g)].map(([, key = '']) => key);
}

it('builds every package that there is for each system', () => {
  expect(targets(config.mac?.target)).toEqual(['dmg x64', 'dmg arm64', 'zip x64', 'zip arm64']);
  expect(targets(config.win?.target)).toEqual(['nsis x64']);
  expect(targets(config.linux?.target)).toEqual(['AppImage', 'deb', 'rpm']);
  expect(config).toMatchObject({ asar: true, asarUnpack: ['**/*.node'] });
  expect(config.disableAsarIntegrity).toBeUndefined();
});

it("declares Pier's own links, and those of Docker Desktop on macOS alone", () => {
  const schemes = (given: unknown) => (given as { schemes: string[] }[]).flatMap((each) => each.schemes);
  expect(schemes(config.protocols)).toEqual(['pier']);
  expect(schemes(config.mac?.protocols)).toEqual(['docker-desktop']);
  expect([config.linux?.protocols, config.win?.protocols]).toEqual([undefined, undefined]);
  expect(config.extraMetadata).toMatchObject({ desktopName: 'pier-desktop.desktop' });
});

it('hardens the macOS app, and lets it compile and use the hypervisor alone', () => {
  expect(config.mac?.hardenedRuntime).toBe(true);
  const { entitlements: own, entitlementsInherit } = config.mac ?? {};
  expect(entitlements(own)).toEqual(['com.apple.security.cs.allow-jit', 'com.apple.security.virtualization']);
  expect(entitlements(entitlementsInherit)).toEqual(['com.apple.security.cs.allow-jit']);
});

it('installs for one person on Windows, so that no update has to be elevated', () => {
  expect(config.nsis).toEqual({
    oneClick: true,
    perMachine: false,
    allowElevation: false,
    packElevateHelper: false,
  });
  expect(config.win).not.toHaveProperty('requestedExecutionLevel');
});

it('has Linux bring what boots a machine', () => {
  expect(config.deb?.depends).toContain('qemu-system-x86');
  expect(config.deb?.recommends).toContain('virtiofsd');
  expect(config.rpm?.depends).toContain('qemu-system-x86');
  for (const { fpm } of [config.deb, config.rpm].map((each) => each ?? {})) {
    const [from, to] = fpm?.at(-1)?.split('=') ?? [];
    expect(to).toBe('/usr/bin/pier');
    expect(read(from ?? '').toString()).toContain(
      `"/opt/${config.productName}/resources/cli/electron/launch/pier"`,
    );
  }
});

it("takes the machine code of the package's own system alone", () => {
  const files = [config.linux, config.mac, config.win].map((each) => each?.files);
  expect(files.map((sets) => (sets as { from: string }[]).map(({ from }) => from))).toEqual([
    // biome-ignore-start lint/suspicious/noTemplateCurlyInString: electron-builder's own macro
    ['node_modules/@napi-rs/keyring-linux-${arch}-gnu'],
    ['node_modules/@napi-rs/keyring-darwin-${arch}'],
    ['node_modules/@napi-rs/keyring-win32-${arch}-msvc'],
    // biome-ignore-end lint/suspicious/noTemplateCurlyInString: electron-builder's own macro
  ]);
  const { optionalDependencies } = JSON.parse(read('node_modules/@napi-rs/keyring/package.json').toString());
  for (const [kind, ending] of [
    ['linux', 'x64-gnu'],
    ['darwin', 'x64'],
    ['darwin', 'arm64'],
    ['win32', 'x64-msvc'],
  ]) {
    expect(optionalDependencies).toHaveProperty([`@napi-rs/keyring-${kind}-${ending}`]);
  }
});

it('knows a Node for each package, by the digest of its archive', () => {
  expect(Object.keys(runtimes)).toEqual(
    expect.arrayContaining(['linux-x64', 'darwin-x64', 'darwin-arm64', 'win32-x64']),
  );
  for (const { version, integrity } of Object.values(runtimes)) {
    expect(version).toMatch(/^\d+\.\d+\.\d+$/);
    expect(Buffer.from(integrity.replace('sha512-', ''), 'base64')).toHaveLength(64);
  }
});

it('has an icon for each system, as large as it is shown', () => {
  const ico = read(String(config.win?.icon));
  const sizes = Array.from({ length: ico.readUInt16LE(4) }, (_, at) => ico.readUInt8(6 + 16 * at) || 256);
  expect(sizes).toEqual([16, 24, 32, 48, 64, 128, 256]);
  const last = 6 + 16 * (sizes.length - 1);
  expect(ico.readUInt32LE(last + 8) + ico.readUInt32LE(last + 12)).toBe(ico.length);
  const icns = read(String(config.mac?.icon));
  expect(icns.readUInt32BE(4)).toBe(icns.length);
  expect(icns.includes('ic10')).toBe(true);
  const pictures = readdirSync(join(ROOT, String(config.linux?.icon)));
  for (const name of pictures) {
    const png = read(join(String(config.linux?.icon), name));
    expect(`${png.readUInt32BE(16)}x${png.readUInt32BE(20)}.png`).toBe(name);
  }
  expect(pictures).toContain('512x512.png');
  expect(existsSync(join(ROOT, 'assets/icon.svg'))).toBe(true);
});

it('says by name what a target will fetch, unless it is here', () => {
  for (const target of [config.linux?.target, config.mac?.target, config.win?.target].flatMap(targets)) {
    const [name = ''] = target.split(' ');
    expect(toolsOf(name, {})?.startsWith(`${name} takes `)).toBe(name === 'zip' ? undefined : true);
  }
  expect(toolsOf('deb', { CUSTOM_FPM_PATH: '/usr/bin/fpm' })).toBeUndefined();
});
