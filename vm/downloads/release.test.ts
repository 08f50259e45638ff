import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { BUILD_SETTINGS, type ImageBuilder } from '../image/build-image.ts';
import { ensureImage } from '../image/ensure-image.ts';
import { buildOrFetch } from '../image/fetch-image.ts';
import { imageKey } from '../image/image-key.ts';
import { directGet } from './direct-get.ts';
import { DOWNLOAD_NAMES, DOWNLOADS, type DownloadEntry, findDownload } from './download-manifest.ts';
import { ensureDownload } from './ensure-download.ts';
import { releaseManifest } from './release-manifest.ts';
import { CONTENT, SHA256, TestFileServer } from './test-file-server.ts';

let folder: string;
const server = new TestFileServer();
beforeAll(() => server.listen());
afterAll(() => server.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pier-downloads-'));
  server.reset();
});
afterEach(() => rmSync(folder, { recursive: true }));

const target = { platform: 'darwin', arch: 'arm64' };
const released = (more: object = {}): DownloadEntry => ({
  ...target,
  platform: 'darwin',
  arch: 'arm64',
  name: 'vfkit',
  licence: 'Apache-2.0',
  version: '1.0.0',
  url: `${server.base}/files/vfkit`,
  sha256: SHA256,
  size: CONTENT.length,
  ...more,
});

it('keeps a program that can be run, and fetches one anew that was changed', async () => {
  const o = {
    cacheDir: folder,
    target,
    get: directGet,
    signal: new AbortController().signal,
    onStep: () => {},
    manifest: [released()],
  };
  const program = await ensureDownload('vfkit', o);
  expect(program).toBe(join(folder, 'downloads/vfkit-1.0.0/vfkit'));
  expect(statSync(program).mode & 0o111).not.toBe(0);
  await ensureDownload('vfkit', o);
  expect(server.asked).toHaveLength(1);
  writeFileSync(program, Buffer.alloc(CONTENT.length));
  await ensureDownload('vfkit', o);
  expect(server.asked).toHaveLength(2);
  expect(readFileSync(program).equals(CONTENT)).toBe(true);
});

it('says plainly what is not released, and makes no digest up', () => {
  expect(() => findDownload('vfkit', target)).toThrow(
    "Fetch 'vfkit' for darwin on arm64: it is not released yet.",
  );
  expect(() => findDownload('vfkit', { platform: 'sunos', arch: 'x64' })).toThrow('there is none');
  const names = new Set(DOWNLOADS.map(({ name }) => name));
  expect(names).toEqual(new Set(DOWNLOAD_NAMES));
});

it('has the image of a release where none can be built, whole and of this version', async () => {
  const guestFolder = join(folder, 'guest');
  const image = join(folder, 'built');
  mkdirSync(guestFolder);
  mkdirSync(join(image, 'cli'), { recursive: true });
  writeFileSync(join(guestFolder, 'packages'), 'docker.io');
  const key = await imageKey(guestFolder, BUILD_SETTINGS);
  const about = (name: string) => {
    writeFileSync(join(image, name), `content of ${name}`);
    const content = readFileSync(join(image, name));
    return { bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
  };
  const files = { vmlinuz: about('vmlinuz'), initramfs: about('initramfs'), root: about('root') };
  const { suite, architecture, rootFormat, cmdline } = BUILD_SETTINGS;
  const manifest = { key, builtAt: '2026-01-01T00:00:00Z', suite, architecture, rootFormat, cmdline, files };
  const whole = {
    ...manifest,
    cli: { docker: about('cli/docker') },
    licences: about('licences.tar.gz'),
    packages: {},
  };
  writeFileSync(join(image, 'manifest.json'), JSON.stringify(whole));

  const out = join(folder, 'release');
  const unreleased: DownloadEntry = {
    name: 'vm-image',
    platform: 'darwin',
    arch: 'arm64',
    licence: 'GPL-2.0-only',
    status: 'not released yet',
  };
  const entries = await releaseManifest([unreleased], [`vm-image/darwin-arm64=${image}`], {
    out,
    url: `${server.base}/r/`,
  });
  expect(entries).toMatchObject([{ version: key, url: `${server.base}/r/pier-vm-image-${key}.tar.gz` }]);
  server.answer = (request, response) =>
    response.end(readFileSync(join(out, (request.url ?? '').replace('/r/', ''))));

  const refuse: ImageBuilder = async () => {
    throw new AppError('image_build_unsupported', 'Cannot build it here.', 'Build it elsewhere.');
  };
  const steps: string[] = [];
  const ensure = (list: readonly DownloadEntry[]) => {
    const cacheDir = join(folder, 'cache');
    return ensureImage({
      cacheDir,
      guestFolder,
      build: buildOrFetch({ cacheDir, target, get: directGet, manifest: list }, refuse),
      signal: new AbortController().signal,
      onStep: ({ title }) => steps.push(title),
    });
  };
  await expect(ensure([unreleased])).rejects.toMatchObject({
    code: 'image_build_unsupported',
    message: expect.stringContaining('not released yet'),
    hint: 'Build it elsewhere.',
  });
  await expect(ensure(entries.map((each) => ({ ...each, version: 'other' })))).rejects.toThrow('is another');
  const got = await ensure(entries);
  expect(readFileSync(got.root, 'utf8')).toBe('content of root');
  expect(got.manifest.packages).toEqual({});
  expect(readdirSync(join(folder, 'cache/downloads'))).toEqual([]);
  expect(steps).toContain('Downloading the VM image');
});

it('releases a file under the name that tells what it is, and only what has an entry', async () => {
  const out = join(folder, 'release');
  const file = join(folder, 'vfkit');
  writeFileSync(file, CONTENT);
  const places = { out, url: 'https://release.example/1' };
  const unreleased: DownloadEntry = {
    ...{ name: 'vfkit', platform: 'darwin', arch: 'arm64', licence: 'Apache-2.0' },
    status: 'not released yet',
  } as DownloadEntry;
  expect(await releaseManifest([unreleased], [`vfkit/darwin-arm64@0.6.1=${file}`], places)).toEqual([
    released({ version: '0.6.1', url: 'https://release.example/1/vfkit-0.6.1-darwin-arm64' }),
  ]);
  await expect(releaseManifest([unreleased], [`vfkit/win32-x64=${file}`], places)).rejects.toThrow(
    'no entry',
  );
  await expect(releaseManifest([unreleased], ['vfkit'], places)).rejects.toThrow('Usage');
  await expect(releaseManifest([unreleased], ['vfkit/darwin-arm64=/none'], places)).rejects.toThrow(
    'no file',
  );
});
