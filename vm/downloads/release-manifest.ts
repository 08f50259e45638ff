import { execFile } from 'node:child_process';
import { copyFile, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { extname, join, resolve } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import packageJson from '../../package.json' with { type: 'json' };
import { hashFile } from '../image/hash-file.ts';
import { CLI_FOLDER, IMAGE_FILE_NAMES, LICENCES_FILE } from '../image/manifest.ts';
import { verifyImage } from '../image/verify-image.ts';
import { type DownloadEntry, downloadManifestSchema } from './download-manifest.ts';

const USAGE = `Usage: npm run release-manifest -- --url <where the files will be> --out <folder> <name>/<platform>-<arch>[@<version>]=<file> …

Copies the files of a release into a folder, under the names that they will have, and writes their sizes and digests into
vm/downloads/manifest.json. For vm-image the file is a built image's folder, ~/.cache/pier/images/<key>.

Example: … --url https://example.org/0.2.0 --out dist/release vm-image/linux-x64=$HOME/.cache/pier/images/0123 vfkit/darwin-arm64@0.6.1=vfkit
`;

/** What was asked for cannot be done. Printed without a stack. */
class ReleaseError extends Error {}

interface Given {
  name: string;
  platform: string;
  arch: string;
  version: string;
  source: string;
}

/** "vfkit/darwin-arm64@0.6.1=./vfkit" @throws ReleaseError */
function readGiven(word: string): Given {
  const [, name = '', platform = '', arch = '', version, source = ''] =
    /^([\w-]+)\/(\w+)-(\w+)(?:@([^=]+))?=(.+)$/.exec(word) ?? [];
  if (!name) throw new ReleaseError(`Cannot understand '${word}'.\n${USAGE}`);
  return { name, platform, arch, version: version ?? packageJson.version, source };
}

/**
 * Puts one file of a release into `out`. @returns its entry for the manifest
 * @throws ReleaseError where it is not there, AppError where an image is damaged
 */
async function place(given: Given, { out, url }: { out: string; url: string }) {
  const { name, platform, arch, source } = given;
  const found = await stat(source).catch(() => undefined);
  const isImage = name === 'vm-image';
  if (!found || found.isDirectory() !== isImage) {
    throw new ReleaseError(`Cannot release '${source}': it is no ${isImage ? 'folder' : 'file'}.`);
  }
  const version = isImage ? await imageVersion(source) : given.version;
  // One image serves every system.
  const file = isImage
    ? `pier-${name}-${version}.tar.gz`
    : `${name}-${version}-${platform}-${arch}${extname(source)}`;
  const path = join(out, file);
  if (isImage) await pack(source, path);
  else await copyFile(source, path);
  const { size } = await stat(path);
  return { version, url: `${url.replace(/\/$/, '')}/${file}`, sha256: await hashFile(path), size };
}

async function imageVersion(folder: string): Promise<string> {
  const manifest = await verifyImage(folder, { thorough: true });
  if (!manifest?.licences) {
    throw new ReleaseError(`Cannot release '${folder}': it has no image with the licences of its packages.`);
  }
  return manifest.key;
}

/** The same files give the same archive, whoever packs them and when. */
async function pack(folder: string, path: string): Promise<void> {
  const names = ['manifest.json', ...IMAGE_FILE_NAMES, LICENCES_FILE, CLI_FOLDER];
  const same = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner'];
  const args = [...same, '-C', folder, '-cf', '-', ...names];
  const line = `tar "$@" | gzip -n -6 > "$OUT"`;
  const env = { ...process.env, OUT: path };
  await promisify(execFile)('sh', ['-ec', line, 'sh', ...args], { env });
}

/** @returns the manifest with what was released in it @throws ReleaseError where it has no place for it */
export async function releaseManifest(
  manifest: readonly DownloadEntry[],
  words: readonly string[],
  places: { out: string; url: string },
): Promise<DownloadEntry[]> {
  await mkdir(places.out, { recursive: true });
  const next: DownloadEntry[] = [...manifest];
  for (const given of words.map(readGiven)) {
    const { name, platform, arch } = given;
    const at = next.findIndex(
      (each) => each.name === name && each.platform === platform && each.arch === arch,
    );
    const entry = next[at];
    if (!entry)
      throw new ReleaseError(`Nothing wants '${name}' for ${platform}-${arch}: manifest.json has no entry.`);
    const about = { name: entry.name, platform: entry.platform, arch: entry.arch, licence: entry.licence };
    next[at] = { ...about, ...(await place(given, places)) };
  }
  return downloadManifestSchema.parse(next);
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { url: { type: 'string' }, out: { type: 'string' } },
    allowPositionals: true,
  });
  if (!values.url || !values.out || positionals.length === 0) throw new ReleaseError(USAGE);
  const path = join(import.meta.dirname, 'manifest.json');
  const manifest = downloadManifestSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  const next = await releaseManifest(manifest, positionals, { out: resolve(values.out), url: values.url });
  await writeFile(path, `${JSON.stringify(next, null, 2)}\n`);
  for (const entry of next) {
    const state = 'url' in entry ? `${entry.version}, ${(entry.size / 1e6).toFixed(1)} MB` : entry.status;
    process.stdout.write(`${`${entry.name} ${entry.platform}-${entry.arch}`.padEnd(30)} ${state}\n`);
  }
}

if (process.argv[1] === import.meta.filename) {
  main().catch((error: unknown) => {
    process.stderr.write(`${error instanceof ReleaseError ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
