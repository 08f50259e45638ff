import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../../shared/errors.ts';
import { toDiskError } from '../disk-error.ts';
import { findDownload } from '../downloads/download-manifest.ts';
import { type EnsureDownloadOptions, ensureDownload } from '../downloads/ensure-download.ts';
import type { MachineImage, StepListener } from '../drivers/driver.ts';
import { BUILD_SETTINGS, buildTree, finishFile, quote, readLines } from './build-image.ts';
import { unpack } from './fetch-image.ts';
import { findGuestFolder } from './guest-folder.ts';
import { hashFile } from './hash-file.ts';
import { imageKey } from './image-key.ts';
import { LICENCES_FILE } from './manifest.ts';

const file = z.object({ bytes: z.number().int().positive(), sha256: z.string().regex(/^[0-9a-f]{64}$/) });

const manifestSchema = z.object({
  key: z.string(),
  files: z.object({ 'rootfs.tar.gz': file, 'data.tar.gz': file }),
  packages: z.record(z.string(), z.string()),
});
type RootfsManifest = z.infer<typeof manifestSchema>;

const FILES = ['rootfs.tar.gz', 'data.tar.gz'] as const;

/** What WSL imports. Paths are absolute. */
export interface WslRootfs {
  /** Names the system: another one replaces it. */
  key: string;
  /** The machine's system. */
  system: string;
  /** The distribution that keeps the data: empty but for what holds them. */
  data: string;
}

export interface WslRootfsOptions {
  /** They are kept in its folder `wsl`, in a folder each, named by the key. */
  cacheDir: string;
  onStep: StepListener;
  signal: AbortSignal;
  /** Where that of the release comes from, on a computer that cannot build it. */
  fetching?: Omit<EnsureDownloadOptions, 'onStep' | 'signal'>;
  guestFolder?: string;
  /** For tests. */
  build?: (outDir: string, key: string) => Promise<RootfsManifest>;
}

/**
 * The distributions of this version of Pier: from the cache, checked, or built, which takes a Debian machine. Idempotent.
 * @throws AppError image_build_unsupported, image_build_failed, image_corrupt, home_disk_full
 */
export async function ensureWslRootfs(o: WslRootfsOptions): Promise<WslRootfs> {
  const guestFolder = o.guestFolder ?? findGuestFolder();
  const key = await rootfsKey(guestFolder);
  const folder = join(o.cacheDir, 'wsl', key);
  if (!(await isThere(folder))) await makeRootfs(folder, key, { ...o, guestFolder });
  return { key, system: join(folder, FILES[0]), data: join(folder, FILES[1]) };
}

/** Named by what it is made of, as images are. */
async function rootfsKey(guestFolder: string): Promise<string> {
  const parts = [await imageKey(guestFolder, BUILD_SETTINGS), await imageKey(wslFolder(guestFolder), {})];
  return createHash('sha256').update(parts.join(' ')).digest('hex').slice(0, 16);
}

function wslFolder(guestFolder: string): string {
  return join(dirname(guestFolder), 'wsl2');
}

/** Whole, by their sizes; WSL itself reads the sums of gzip when it imports them. @throws AppError image_corrupt */
async function isThere(folder: string): Promise<boolean> {
  const text = await readFile(join(folder, 'manifest.json'), 'utf8').catch(() => undefined);
  if (text === undefined) return false;
  const { files } = manifestSchema.parse(JSON.parse(text));
  for (const name of FILES) {
    const path = join(folder, name);
    const size = (await stat(path).catch(() => undefined))?.size;
    if (size === files[name].bytes) continue;
    throw new AppError(
      'image_corrupt',
      `Use '${path}': it has ${size ?? 'no'} bytes instead of ${files[name].bytes}.`,
      `Remove the folder '${folder}' and start again.`,
    );
  }
  return true;
}

/** Reads all of them, where somebody doubts them. @throws AppError image_corrupt */
export async function checkWslRootfs(
  cacheDir: string,
  guestFolder = findGuestFolder(),
): Promise<string | undefined> {
  const key = await rootfsKey(guestFolder);
  const folder = join(cacheDir, 'wsl', key);
  if (!(await isThere(folder))) return undefined;
  await checkFiles(folder);
  return key;
}

/** The same as kept, for who doubts it. */
export function keptWslRootfs(cacheDir: string): MachineImage {
  return {
    check: () => checkWslRootfs(cacheDir),
    discard: async () =>
      rm(join(cacheDir, 'wsl', await rootfsKey(findGuestFolder())), { recursive: true, force: true }),
  };
}

async function checkFiles(folder: string): Promise<void> {
  const { files } = manifestSchema.parse(JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')));
  for (const name of FILES) {
    const path = join(folder, name);
    if ((await hashFile(path)) === files[name].sha256) continue;
    throw new AppError(
      'image_corrupt',
      `Use '${path}': its SHA-256 is another.`,
      `Remove the folder '${folder}' and start again.`,
    );
  }
}

async function makeRootfs(
  folder: string,
  key: string,
  o: WslRootfsOptions & { guestFolder: string },
): Promise<void> {
  o.signal.throwIfAborted();
  let unfinished: string | undefined;
  try {
    await mkdir(dirname(folder), { recursive: true });
    unfinished = await mkdtemp(join(dirname(folder), '.unfinished-'));
    await buildOrFetch(unfinished, key, o);
    o.signal.throwIfAborted();
    await rm(folder, { recursive: true, force: true });
    await rename(unfinished, folder);
  } catch (error) {
    if (unfinished) await rm(unfinished, { recursive: true, force: true });
    throw explain(error, dirname(folder));
  }
}

/** Fills the folder. */
async function buildOrFetch(
  outDir: string,
  key: string,
  o: WslRootfsOptions & { guestFolder: string },
): Promise<void> {
  const build = o.build ?? (() => buildRootfs(outDir, key, o));
  try {
    const manifest = await build(outDir, key);
    await writeFile(join(outDir, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'image_build_unsupported') throw error;
    await fetchRootfs(outDir, key, o, error);
  }
}

/** @throws AppError image_build_unsupported where no release has it, image_corrupt, as downloadFile */
async function fetchRootfs(
  outDir: string,
  key: string,
  { fetching, onStep, signal }: WslRootfsOptions,
  cause: AppError,
): Promise<void> {
  if (!fetching || releasedKey(fetching) !== key) throw cause;
  const archive = await ensureDownload('wsl-rootfs', { ...fetching, onStep, signal });
  onStep({ id: 'image', title: 'Unpacking the distributions for WSL' });
  await unpack(archive, outDir, /^(?:manifest\.json|(?:rootfs|data|licences)\.tar\.gz)$/, signal);
  await checkFiles(outDir);
  await rm(dirname(archive), { recursive: true, force: true });
}

function releasedKey({ target, manifest }: NonNullable<WslRootfsOptions['fetching']>): string | undefined {
  try {
    return findDownload('wsl-rootfs', target, manifest).version;
  } catch {
    return undefined;
  }
}

function explain(error: unknown, folder: string): unknown {
  if (!(error instanceof AppError) || error.code !== 'image_build_unsupported') {
    return toDiskError(error, folder, 'PIER_CACHE');
  }
  return new AppError(
    'image_build_unsupported',
    `Cannot make the machine for WSL here: its system is not in '${folder}', and it is built on Debian.`,
    "Build it on an x86-64 Debian or Ubuntu, within WSL for one, with 'npx tsx vm/image/build.ts --wsl2', and copy its ~/.cache/pier/wsl there.",
    { cause: error },
  );
}

async function buildRootfs(
  outDir: string,
  key: string,
  { guestFolder, onStep, signal }: WslRootfsOptions & { guestFolder: string },
): Promise<RootfsManifest> {
  const hooks = [`copy-in ${quote(wslFolder(guestFolder))} /.pier`, 'sh "$1/.pier/wsl2/rootfs.sh" "$1"'];
  const output = { hooks, files: [...FILES, LICENCES_FILE, 'versions'] };
  return buildTree({ guestFolder, outDir, key, onStep, signal }, output, async () => {
    const packages = Object.fromEntries(
      (await readLines(join(outDir, 'versions'))).map((line) => line.split(' ') as [string, string]),
    );
    await rm(join(outDir, 'versions'));
    const [system, data] = FILES;
    return {
      key,
      files: {
        [system]: await finishFile(join(outDir, system), 0o644),
        [data]: await finishFile(join(outDir, data), 0o644),
      } as RootfsManifest['files'],
      packages,
    };
  });
}
