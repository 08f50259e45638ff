import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError, type ErrorData } from '../../shared/errors.ts';
import { toDiskError } from '../disk-error.ts';
import type { StepListener } from '../drivers/driver.ts';
import { BUILD_SETTINGS, buildImage, type ImageBuilder } from './build-image.ts';
import { findGuestFolder } from './guest-folder.ts';
import { imageKey } from './image-key.ts';
import type { ImageManifest, VmImage } from './manifest.ts';
import { verifyImage } from './verify-image.ts';

export type { ImageManifest, VmImage } from './manifest.ts';

export interface EnsureImageOptions {
  /** Images are kept in its folder `images`, one folder each, named by the key. */
  cacheDir: string;
  onStep: StepListener;
  signal: AbortSignal;
  /** Told about a damaged image, which is then built again. */
  onNotice?: (notice: ErrorData) => void;
  /** For tests. */
  build?: ImageBuilder;
  guestFolder?: string;
}

/** Images kept beside the one in use: a way back after an update, without a build. */
const KEPT_IMAGES = 1;
const UNFINISHED = '.unfinished-';
const UNFINISHED_MAX_AGE_MS = 24 * 3600 * 1000;

/**
 * The image that belongs to this version of Pier: from the cache, checked, or built. Idempotent. A build that fails
 * or is aborted leaves nothing.
 *
 * @throws AppError `image_build_unsupported`, `image_build_failed`, `cancelled`, `home_disk_full`, `home_not_writable`.
 */
export async function ensureImage(o: EnsureImageOptions): Promise<VmImage> {
  const guestFolder = o.guestFolder ?? findGuestFolder();
  const key = await imageKey(guestFolder, BUILD_SETTINGS);
  const images = join(o.cacheDir, 'images');
  const folder = join(images, key);
  const manifest = (await cached(folder, o)) ?? (await buildInto(images, folder, { ...o, key, guestFolder }));
  return {
    key,
    kernel: join(folder, 'vmlinuz'),
    initramfs: join(folder, 'initramfs'),
    root: join(folder, 'root'),
    rootFormat: manifest.rootFormat,
    cmdline: manifest.cmdline,
    manifest,
  };
}

async function cached(folder: string, o: EnsureImageOptions): Promise<ImageManifest | undefined> {
  try {
    const manifest = await verifyImage(folder);
    const now = new Date();
    // Says when it was last used, for the choice of what to keep.
    if (manifest) await utimes(folder, now, now).catch(() => undefined);
    return manifest;
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'image_corrupt') throw error;
    o.onNotice?.(error.toData());
    o.onStep({ id: 'image', title: `${error.message} Building it again` });
    return undefined;
  }
}

async function buildInto(
  images: string,
  folder: string,
  o: EnsureImageOptions & { key: string; guestFolder: string },
): Promise<ImageManifest> {
  o.onStep({ id: 'image', title: 'Building the VM image', progress: 0 });
  let unfinished: string | undefined;
  try {
    o.signal.throwIfAborted();
    await mkdir(images, { recursive: true });
    await removeOldUnfinished(images);
    unfinished = await mkdtemp(join(images, UNFINISHED));
    const { key, guestFolder, onStep, signal } = o;
    const manifest = await (o.build ?? buildImage)({ guestFolder, outDir: unfinished, key, onStep, signal });
    signal.throwIfAborted();
    await chmod(unfinished, 0o755);
    const placed = await place(unfinished, folder, manifest);
    await removeUnused(images, key);
    onStep({ id: 'image', title: 'The VM image is built', progress: 1 });
    return placed;
  } catch (error) {
    if (unfinished) await rm(unfinished, { recursive: true, force: true });
    if (o.signal.aborted) throw cancelled(error);
    throw toDiskError(error, images, 'PIER_CACHE');
  }
}

/**
 * Gives a built image its name. Another process may have been as fast, and its machine may be starting from there: a
 * whole image that has the name already is never removed, a damaged one is put aside first. (A running machine keeps
 * the files that it has open.)
 */
async function place(built: string, folder: string, manifest: ImageManifest): Promise<ImageManifest> {
  for (;;) {
    try {
      await rename(built, folder);
      return manifest;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOTEMPTY' && code !== 'EEXIST') throw error;
    }
    const theirs = await verifyImage(folder).catch(() => undefined);
    if (theirs) {
      await rm(built, { recursive: true, force: true });
      return theirs;
    }
    const damaged = `${built}-damaged`;
    await rename(folder, damaged).catch((error: NodeJS.ErrnoException) => {
      // Somebody else put it aside.
      if (error.code !== 'ENOENT') throw error;
    });
    await rm(damaged, { recursive: true, force: true });
  }
}

function cancelled(cause: unknown): AppError {
  return new AppError('cancelled', 'The build of the VM image was cancelled.', 'Start again to build it.', {
    cause,
  });
}

/** What a build left that was killed. Young ones may belong to a build that goes on. */
async function removeOldUnfinished(images: string): Promise<void> {
  for (const name of await readdir(images)) {
    if (!name.startsWith(UNFINISHED)) continue;
    const path = join(images, name);
    const found = await stat(path).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > UNFINISHED_MAX_AGE_MS)
      await rm(path, { recursive: true, force: true });
  }
}

async function removeUnused(images: string, key: string): Promise<void> {
  const others = (await readdir(images)).filter((name) => name !== key && !name.startsWith('.'));
  const used = await Promise.all(
    others.map(async (name) => ({
      name,
      at: (await stat(join(images, name)).catch(() => undefined))?.mtimeMs ?? 0,
    })),
  );
  const surplus = used.sort((a, b) => b.at - a.at).slice(KEPT_IMAGES);
  for (const { name } of surplus) await rm(join(images, name), { recursive: true, force: true });
}
