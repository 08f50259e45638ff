import { createReadStream, createWriteStream } from 'node:fs';
import { chmod, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { AppError } from '../../shared/errors.ts';
import { findDownload } from '../downloads/download-manifest.ts';
import { type EnsureDownloadOptions, ensureDownload } from '../downloads/ensure-download.ts';
import { type BuildOptions, buildImage, type ImageBuilder } from './build-image.ts';
import { CLI_FOLDER, IMAGE_FILE_NAMES, type ImageManifest, LICENCES_FILE } from './manifest.ts';
import { verifyImage } from './verify-image.ts';

type Fetching = Omit<EnsureDownloadOptions, 'onStep' | 'signal'>;

/**
 * Builds an image where this computer can, and fetches that of the release where it cannot.
 * @param build for tests
 */
export function buildOrFetch(fetching: Fetching, build: ImageBuilder = buildImage): ImageBuilder {
  return async (o) => {
    try {
      return await build(o);
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'image_build_unsupported') throw error;
      return fetchImage(o, fetching, error);
    }
  };
}

/** @throws AppError `image_build_unsupported` where no release has it; `image_corrupt`; as downloadFile */
async function fetchImage(o: BuildOptions, fetching: Fetching, cause: AppError): Promise<ImageManifest> {
  const { key, outDir, onStep, signal } = o;
  const version = releasedKey(fetching, cause);
  if (version !== key) {
    throw cannot(cause, `the release's image is another (${version}) than this Pier's (${key})`);
  }
  const archive = await ensureDownload('vm-image', {
    ...fetching,
    signal,
    onStep: ({ progress }) =>
      onStep({ id: 'image', title: 'Downloading the VM image', ...(progress !== undefined && { progress }) }),
  });
  onStep({ id: 'image', title: 'Unpacking the VM image' });
  const names = [...IMAGE_FILE_NAMES, LICENCES_FILE].join('|').replaceAll('.', '\\.');
  const known = new RegExp(`^(manifest\\.json|${names}|${CLI_FOLDER}/[\\w-]+)$`);
  await mkdir(join(outDir, CLI_FOLDER), { recursive: true });
  await unpack(archive, outDir, known, signal);
  const manifest = await verifyImage(outDir, { thorough: true });
  if (manifest?.key !== key) throw cannot(cause, "the release's image does not say that it is this Pier's");
  // What is in it is in its folder now.
  await rm(dirname(archive), { recursive: true, force: true });
  return manifest;
}

function releasedKey({ target, manifest }: Fetching, cause: AppError): string {
  try {
    return findDownload('vm-image', target, manifest).version;
  } catch (error) {
    throw cannot(cause, `it cannot be downloaded either: ${(error as Error).message}`);
  }
}

function cannot(cause: AppError, why: string): AppError {
  return new AppError('image_build_unsupported', `${cause.message} And ${why}`, cause.hint, { cause });
}

/** Takes nothing from an archive but the files that are known to be in it. */
export async function unpack(
  archive: string,
  folder: string,
  known: RegExp,
  signal: AbortSignal,
): Promise<void> {
  const entries = extract();
  const reading = pipeline(createReadStream(archive), createGunzip(), entries, { signal });
  // Told below: without a listener it would end the process while an entry is being written.
  reading.catch(() => {});
  for await (const entry of entries) {
    const name = entry.header.name.replace(/^\.\//, '');
    if (entry.header.type !== 'file' || !known.test(name)) {
      entry.resume();
      continue;
    }
    const path = join(folder, name);
    await pipeline(entry, createWriteStream(path), { signal });
    await chmod(path, name.startsWith(`${CLI_FOLDER}/`) ? 0o755 : 0o644);
  }
  await reading;
}
