import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { missingLabels } from '../../shared/model/extension-labels.ts';
import { metadataFaults } from '../../shared/model/extension-metadata.ts';
import { newerVersion } from '../backend/extensions/catalogue/newer-versions.ts';
import {
  bundledExtension,
  bundledFile,
  bundledVersions,
  ownVersion,
} from '../backend/extensions/source/bundled-extension.ts';
import { extensionImage, isStaticFor, parseDockerfile } from './extension-images.ts';

const EXTENSIONS = resolve(import.meta.dirname, '../../assets/extensions');

/** Their scripts are a browser's, without types. */
function script(path: string) {
  return import(/* @vite-ignore */ join(EXTENSIONS, path));
}

describe.each(['disk-explorer', 'log-explorer'])('%s', (name) => {
  it('has what a published extension must have', () => {
    const { labels, copies } = parseDockerfile(readFileSync(join(EXTENSIONS, name, 'Dockerfile'), 'utf8'));
    expect(missingLabels(labels)).toEqual([]);
    const metadata = JSON.parse(readFileSync(join(EXTENSIONS, name, 'metadata.json'), 'utf8'));
    expect(metadataFaults(metadata)).toEqual([]);
    expect(copies.map(([from]) => from)).toContain('ui');
  });

  it('is an update for those who have an earlier one, whatever a catalogue says', () => {
    const repository = `pier/${name}`;
    const version = ownVersion(repository) ?? '';
    expect(version).toMatch(/^\d+\.\d+$/);
    expect(bundledVersions(repository, () => '/there')).toEqual([version]);
    expect(
      newerVersion(
        '0.9',
        bundledVersions(repository, () => '/there'),
      ),
    ).toBe(version);
    expect(
      newerVersion(
        version,
        bundledVersions(repository, () => '/there'),
      ),
    ).toBeUndefined();
    // Without its file there is nothing to update to.
    expect(bundledVersions(repository, () => undefined)).toEqual([]);
  });
});

describe('images of extensions', () => {
  it('are the same bytes each time', async () => {
    const source = {
      folder: join(EXTENSIONS, 'log-explorer'),
      name: 'pier/x:1',
      architecture: 'arm64',
    } as const;
    const image = await extensionImage(source);
    expect(image.equals(await extensionImage(source))).toBe(true);
    expect(image.includes('"architecture":"arm64"')).toBe(true);
  });

  it('take no busybox that another processor runs, or that needs a library', async () => {
    const program = Buffer.alloc(128);
    program.writeUInt32BE(0x7f454c46, 0);
    program[4] = 2;
    program.writeUInt16LE(183, 18);
    program.writeBigUInt64LE(64n, 32);
    program.writeUInt16LE(56, 54);
    program.writeUInt16LE(1, 56);
    expect(isStaticFor(program, 'arm64')).toBe(true);
    expect(isStaticFor(program, 'amd64')).toBe(false);
    program.writeUInt32LE(3, 64);
    expect(isStaticFor(program, 'arm64')).toBe(false);
    const folder = join(EXTENSIONS, 'disk-explorer');
    await expect(extensionImage({ folder, name: 'a', architecture: 'arm64' })).rejects.toThrow(
      'static busybox',
    );
    expect(() => parseDockerfile('RUN make')).toThrow("'RUN make'");
  });

  it('are found above, in a checkout and in a package', () => {
    const root = mkdtempSync(join(tmpdir(), 'pier-bundled-'));
    mkdirSync(join(root, 'extensions'));
    const path = join(root, 'extensions', bundledFile('pier/a', 'amd64'));
    writeFileSync(path, '');
    expect(bundledExtension('pier/a', 'amd64', join(root, 'app.asar/dist/node'))).toBe(path);
    expect(bundledExtension('pier/a', 'arm64', root)).toBeUndefined();
    expect(bundledExtension('other/a', 'amd64', root)).toBeUndefined();
    rmSync(root, { recursive: true });
  });
});

describe('the disk explorer', () => {
  it('fills a map with areas as the sizes are', async () => {
    const { treemap } = await script('disk-explorer/ui/treemap.js');
    const placed: { item: number; x: number; y: number; width: number; height: number }[] = treemap(
      [6, 6, 4, 3, 2, 2, 1, 0],
      (size: number) => size,
      600,
      400,
    );
    expect(placed).toHaveLength(7);
    for (const { item, x, y, width, height } of placed) {
      expect(width * height).toBeCloseTo((item / 24) * 240_000, 3);
      expect(x + width).toBeLessThanOrEqual(600.001);
      expect(y + height).toBeLessThanOrEqual(400.001);
      expect(Math.max(width / height, height / width)).toBeLessThan(3.5);
    }
    expect(treemap([], () => 1, 10, 10)).toEqual([]);
    expect(treemap([0], () => 0, 10, 10)).toEqual([]);
  });

  it('reads and writes sizes', async () => {
    const { parseSize, parseUsage, printSize } = await script('disk-explorer/ui/sizes.js');
    expect(['1.5GB', '0B (virtual 4.26MB)', '12kB', 'N/A', undefined].map(parseSize)).toEqual([
      1.5e9, 0, 12_000, 0, 0,
    ]);
    expect([0, 999, 1000, 12_345, 999_900, 5.55e12].map(printSize)).toEqual([
      '0 B',
      '999 B',
      '1.00 kB',
      '12.3 kB',
      '1.00 MB',
      '5.55 TB',
    ]);
    expect(parseUsage('4096\ta\tb\n0\tc/\n')).toEqual([
      { bytes: 4096, name: 'a\tb' },
      { bytes: 0, name: 'c/' },
    ]);
  });
});

describe('the log explorer', () => {
  it('keeps lines in the order of their times, and the newest of many', async () => {
    const { LogStore, LIMIT, parseLine } = await script('log-explorer/ui/log-store.js');
    const store = new LogStore();
    const line = (id: string, second: number) =>
      parseLine(id, `2024-01-01T00:00:0${second}.000000000Z ${second}`, false);
    store.add([line('a', 3), line('a', 1)]);
    store.add([line('b', 2), line('b', 4)]);
    expect(store.lines.map(({ text }: { text: string }) => text)).toEqual(['1', '2', '3', '4']);
    store.remove('a');
    expect(store.lines).toHaveLength(2);
    store.add(Array.from({ length: LIMIT }, () => line('c', 5)));
    expect(store.lines).toHaveLength(LIMIT);
    expect(parseLine('a', 'no time', true)).toEqual({ id: 'a', time: '', text: 'no time', stderr: true });
  });

  it('finds texts and expressions', async () => {
    const { matcher } = await script('log-explorer/ui/log-store.js');
    expect(matcher('', false)('x')).toEqual([0, 0]);
    expect(matcher('ERR', false)('an error')).toEqual([3, 6]);
    expect(matcher('e.r', true)('an error')).toEqual([3, 6]);
    expect(matcher('z', false)('an error')).toBeUndefined();
    expect(() => matcher('(', true)).toThrow(SyntaxError);
  });
});
