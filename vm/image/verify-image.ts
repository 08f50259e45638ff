import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import { hashFile } from './hash-file.ts';
import {
  CLI_FOLDER,
  IMAGE_FILE_NAMES,
  type ImageManifest,
  imageManifestSchema,
  LICENCES_FILE,
} from './manifest.ts';

/** Size and time of files whose digest was right: a start does not have to read 150 MB to know that nobody wrote. */
const STAMP = 'verified.json';

/**
 * Reads the manifest of the image in `folder` and checks its files against it. `thorough` reads all of them, whatever
 * their times say.
 *
 * @returns undefined where there is no image.
 * @throws AppError `image_corrupt`, naming the file.
 */
export async function verifyImage(
  folder: string,
  options: { thorough?: boolean } = {},
): Promise<ImageManifest | undefined> {
  const manifest = await readManifest(folder);
  if (!manifest) return undefined;
  const state: Record<string, string> = {};
  const files = filesOf(manifest);
  for (const [name, { bytes, sha256 }] of files) {
    const path = join(folder, name);
    const found = await stat(path).catch(() => undefined);
    if (!found) throw corrupt(path, 'it is missing');
    if (found.size !== bytes) throw corrupt(path, `it has ${found.size} bytes instead of ${bytes}`);
    state[name] = `${found.size} ${found.mtimeMs} ${sha256}`;
  }
  const stamp = JSON.stringify(state);
  if (!options.thorough && stamp === (await readFile(join(folder, STAMP), 'utf8').catch(() => '')))
    return manifest;
  for (const [name, { sha256 }] of files) {
    const path = join(folder, name);
    if ((await hashFile(path)) !== sha256) throw corrupt(path, 'its SHA-256 is another');
  }
  // A cache that cannot be written to costs a slower start, no more.
  await writeFile(join(folder, STAMP), stamp).catch(() => undefined);
  return manifest;
}

/** Each file with its path in the image's folder. */
function filesOf(manifest: ImageManifest): [path: string, file: { bytes: number; sha256: string }][] {
  return [
    ...IMAGE_FILE_NAMES.map(
      (name) => [name, manifest.files[name]] as [string, { bytes: number; sha256: string }],
    ),
    ...Object.entries(manifest.cli).map(
      ([name, file]) => [join(CLI_FOLDER, name), file] as [string, typeof file],
    ),
    ...(manifest.licences
      ? [[LICENCES_FILE, manifest.licences] as [string, { bytes: number; sha256: string }]]
      : []),
  ];
}

async function readManifest(folder: string): Promise<ImageManifest | undefined> {
  const path = join(folder, 'manifest.json');
  if (!(await stat(folder).catch(() => undefined))) return undefined;
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) throw corrupt(path, 'it is missing');
  try {
    return imageManifestSchema.parse(JSON.parse(text));
  } catch {
    throw corrupt(path, 'it is not a manifest');
  }
}

function corrupt(path: string, cause: string): AppError {
  return new AppError(
    'image_corrupt',
    `Cannot use the VM image file '${path}': ${cause}.`,
    'Nothing to do: the image is built again. If it happens often, check the disk.',
  );
}
