import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ErrorData, toAppError } from '../../shared/errors.ts';
import type { ImageBuilder } from './build-image.ts';
import { ensureImage } from './ensure-image.ts';
import { hashFile } from './hash-file.ts';
import { IMAGE_FILE_NAMES, type ImageManifest } from './manifest.ts';

let dir: string;
let guestFolder: string;
let cacheDir: string;
let builds: number;
let notices: ErrorData[];

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pier-image-test-'));
  guestFolder = join(dir, 'guest');
  cacheDir = join(dir, 'cache');
  mkdirSync(guestFolder);
  writeFileSync(join(guestFolder, 'packages'), 'busybox-static\n');
  builds = 0;
  notices = [];
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const build: ImageBuilder = async ({ outDir, key }) => {
  builds += 1;
  const files = {} as ImageManifest['files'];
  for (const name of IMAGE_FILE_NAMES) {
    const path = join(outDir, name);
    const content = `${name} of build ${builds}`;
    writeFileSync(path, content);
    files[name] = { bytes: content.length, sha256: await hashFile(path) };
  }
  const builtAt = new Date().toISOString();
  const rest = { suite: 'trixie', architecture: 'amd64', rootFormat: 'erofs', cmdline: '', packages: {} };
  const manifest = { key, builtAt, files, ...rest };
  writeFileSync(join(outDir, 'manifest.json'), JSON.stringify(manifest));
  return manifest;
};

const ensure = (builder: ImageBuilder = build, signal = new AbortController().signal) =>
  ensureImage({
    cacheDir,
    guestFolder,
    signal,
    onStep: () => {},
    onNotice: (notice) => notices.push(notice),
    build: builder,
  });
const failureOf = (work: Promise<unknown>) => work.then(() => undefined, toAppError);
const cached = () => readdirSync(join(cacheDir, 'images'));

describe('ensureImage', () => {
  it('builds once, and takes it from the cache from then on', async () => {
    const image = await ensure();
    expect(await ensure()).toEqual(image);
    expect(builds).toBe(1);
    expect(readFileSync(image.kernel, 'utf8')).toBe('vmlinuz of build 1');
  });

  it('builds another one where an input changes, and keeps the one before', async () => {
    const before = await ensure();
    writeFileSync(join(guestFolder, 'packages'), 'busybox\n');
    const after = await ensure();
    expect(after.key).not.toBe(before.key);
    expect(cached().sort()).toEqual([before.key, after.key].sort());
  });

  it.each([
    ['truncated', (path: string) => truncateSync(path, 3)],
    ['changed', (path: string) => writeFileSync(path, readFileSync(path, 'utf8').replace('root', 'ROOT'))],
    ['missing', (path: string) => rmSync(path)],
  ])('names a file that is %s, and builds again', async (_how, damage) => {
    const { root } = await ensure();
    damage(root);
    const image = await ensure();
    expect(notices).toMatchObject([
      { code: 'image_corrupt', message: expect.stringContaining(root), hint: expect.anything() },
    ]);
    expect(readFileSync(image.root, 'utf8')).toBe('root of build 2');
  });

  it('leaves nothing of a build that fails', async () => {
    const failing: ImageBuilder = async (options) => {
      await build(options);
      throw new Error('no network');
    };
    expect((await failureOf(ensure(failing)))?.message).toContain('no network');
    expect(cached()).toEqual([]);
  });

  it('leaves nothing of a build that is cancelled', async () => {
    const abort = new AbortController();
    const slow: ImageBuilder = async (options) => {
      const manifest = await build(options);
      abort.abort();
      return manifest;
    };
    expect((await failureOf(ensure(slow, abort.signal)))?.code).toBe('cancelled');
    expect(cached()).toEqual([]);
  });

  it('says what to do where the disk of the cache is full', async () => {
    const full: ImageBuilder = async () => {
      throw Object.assign(new Error('no space'), { code: 'ENOSPC' });
    };
    const error = await failureOf(ensure(full));
    expect(error).toMatchObject({ code: 'home_disk_full', hint: expect.stringContaining('PIER_CACHE') });
  });
});
