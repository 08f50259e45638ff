import { mkdir, mkdtemp, readdir, readFile, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AppError, type ErrorData } from '../../shared/errors.ts';
import { BUILD_SETTINGS, type ImageBuilder } from './build-image.ts';
import { ensureImage } from './ensure-image.ts';
import { hashFile } from './hash-file.ts';
import { keptImage } from './kept-image.ts';
import { CLI_FOLDER, IMAGE_FILE_NAMES, type ImageManifest } from './manifest.ts';

let dir: string;
let cacheDir: string;
let guestFolder: string;
let builds: number;
let notices: ErrorData[];
let steps: string[];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pier-image-test-'));
  cacheDir = join(dir, 'cache');
  guestFolder = await mkdtemp(join(dir, 'guest-'));
  await writeFile(join(guestFolder, 'packages'), 'docker.io\n');
  builds = 0;
  notices = [];
  steps = [];
});
afterEach(() => rm(dir, { recursive: true, force: true }));

/** Writes small files and a manifest that is true of them, as the real builder does. */
const builder: ImageBuilder = async ({ outDir, key }) => {
  builds += 1;
  const files = {} as ImageManifest['files'];
  for (const name of IMAGE_FILE_NAMES) {
    const path = join(outDir, name);
    await writeFile(path, `${name} of ${key}`);
    files[name] = { bytes: (await stat(path)).size, sha256: await hashFile(path) };
  }
  const program = join(outDir, CLI_FOLDER, 'docker-compose');
  await mkdir(dirname(program));
  await writeFile(program, 'a program');
  const cli = {
    'docker-compose': { bytes: (await stat(program)).size, sha256: await hashFile(program) },
  };
  const { suite, architecture, rootFormat, cmdline } = BUILD_SETTINGS;
  const builtAt = new Date().toISOString();
  const manifest = {
    key,
    builtAt,
    suite,
    architecture,
    rootFormat,
    cmdline,
    files,
    cli,
    packages: { 'docker.io': '26' },
  };
  await writeFile(join(outDir, 'manifest.json'), JSON.stringify(manifest));
  return manifest;
};

const ensure = (build: ImageBuilder = builder, signal = new AbortController().signal) =>
  ensureImage({
    cacheDir,
    guestFolder,
    build,
    signal,
    onStep: (step) => steps.push(step.title),
    onNotice: (notice) => notices.push(notice),
  });

const imagesLeft = async () => readdir(join(cacheDir, 'images')).catch(() => []);

test('an image is built once, and then used', async () => {
  const first = await ensure();
  const second = await ensure();
  expect(builds).toBe(1);
  expect(second).toEqual(first);
  expect(await readFile(first.root, 'utf8')).toBe(`root of ${first.key}`);
  expect(await imagesLeft()).toEqual([first.key]);
});

test('another guest is another image; the one before stays, older ones go', async () => {
  const keys: string[] = [];
  for (const content of ['1', '2', '3']) {
    await writeFile(join(guestFolder, 'packages'), content);
    const image = await ensure();
    keys.push(image.key);
    // Told apart by the time of their last use, which a fast machine may give all three.
    const at = new Date(Date.now() - 60_000 * (4 - Number(content)));
    await utimes(join(cacheDir, 'images', image.key), at, at);
  }
  expect(new Set(keys).size).toBe(3);
  expect((await imagesLeft()).sort()).toEqual(keys.slice(1).sort());
});

test.each([...IMAGE_FILE_NAMES, 'cli/docker-compose'])(
  'a truncated %s is named and built again',
  async (name) => {
    const image = await ensure();
    const path = join(cacheDir, 'images', image.key, name);
    await truncate(path, 3);
    await ensure();
    expect(builds).toBe(2);
    expect(notices).toHaveLength(1);
    expect(notices[0]?.code).toBe('image_corrupt');
    expect(notices[0]?.message).toContain(`'${path}'`);
    expect(steps.some((title) => title.includes(path))).toBe(true);
    expect((await stat(path)).size).toBeGreaterThan(3);
  },
);

test('a change that keeps the size is found by its digest', async () => {
  const image = await ensure();
  await writeFile(image.root, 'R'.repeat((await stat(image.root)).size));
  await ensure();
  expect(builds).toBe(2);
  expect(notices[0]?.message).toContain('SHA-256');
});

test.each([
  ['missing', (path: string) => rm(path)],
  ['not JSON', (path: string) => writeFile(path, '{"key":')],
  ['not a manifest', (path: string) => writeFile(path, '{}')],
])('a manifest that is %s means a build', async (_what, damage) => {
  const image = await ensure();
  await damage(join(cacheDir, 'images', image.key, 'manifest.json'));
  await ensure();
  expect(builds).toBe(2);
  expect(notices[0]?.code).toBe('image_corrupt');
});

test('a build that fails leaves nothing behind, and its error comes through', async () => {
  const failing: ImageBuilder = async ({ outDir }) => {
    await writeFile(join(outDir, 'vmlinuz'), 'half');
    throw new AppError('image_build_failed', 'Cannot build', 'Try again');
  };
  await expect(ensure(failing)).rejects.toMatchObject({ code: 'image_build_failed' });
  expect(await imagesLeft()).toEqual([]);
  await ensure();
  expect(builds).toBe(1);
});

test('a build that fails leaves a damaged image as it is, to be found again', async () => {
  const image = await ensure();
  await truncate(image.root, 1);
  await expect(ensure(() => Promise.reject(new Error('no network')))).rejects.toThrow('no network');
  expect(await imagesLeft()).toEqual([image.key]);
  await ensure();
  expect(await readFile(image.root, 'utf8')).toBe(`root of ${image.key}`);
});

test('an aborted build leaves nothing behind', async () => {
  const abort = new AbortController();
  const aborting: ImageBuilder = async (o) => {
    abort.abort();
    return builder(o);
  };
  await expect(ensure(aborting, abort.signal)).rejects.toMatchObject({ code: 'cancelled' });
  expect(await imagesLeft()).toEqual([]);
});

test('two builds at once both give a whole image', async () => {
  // Neither ends before both have begun.
  let begun = 0;
  let bothBegan = () => {};
  const both = new Promise<void>((resolve) => {
    bothBegan = resolve;
  });
  const together: ImageBuilder = async (o) => {
    begun += 1;
    if (begun === 2) bothBegan();
    await both;
    return builder(o);
  };
  const [one, two] = await Promise.all([ensure(together), ensure(together)]);
  expect(builds).toBe(2);
  expect(one.root).toBe(two.root);
  expect(await readFile(one.root, 'utf8')).toBe(`root of ${one.key}`);
  expect(await imagesLeft()).toEqual([one.key]);
});

test('what is kept can be read whole: damage is found behind the same size and time, and what is discarded is made again', async () => {
  const options = {
    cacheDir,
    guestFolder,
    build: builder,
    onStep: () => {},
    signal: new AbortController().signal,
  };
  const image = keptImage(cacheDir, guestFolder);
  expect(await image.check()).toBeUndefined();
  const { key, root } = await ensureImage(options);
  expect(await image.check()).toBe(key);
  const { mtime, atime } = await stat(root);
  const text = await readFile(root, 'utf8');
  await writeFile(root, text.replace('root', 'toor'));
  await utimes(root, atime, mtime);
  await expect(image.check()).rejects.toMatchObject({ code: 'image_corrupt' });
  await image.discard();
  expect(await image.check()).toBeUndefined();
  await ensureImage(options);
  expect(builds).toBe(2);
});
