import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { prerelease } from 'semver';
import writeFileAtomic from 'write-file-atomic';
import { parse } from 'yaml';
import { signMetadata, verifiedMetadata } from '../metadata-signature.ts';
import { readMetadata } from '../release-metadata.ts';

/** What electron-builder writes for each channel and system. */
const METADATA = /^(latest|beta)(-mac|-linux(-\w+)?)?\.yml$/;

/**
 * Signs the metadata of a release in a folder, and looks first whether each file that it names is there and is the one
 * that it means: what is signed is what people get.
 * @param options.privateKeys PKCS #8, as PEM
 * @param options.publicKeys of the Pier that is released: one of them must be that of a private key
 * @returns the names of what was signed
 * @throws Error where something of that is not so; nothing is signed then
 */
export async function signRelease(options: {
  folder: string;
  privateKeys: readonly string[];
  publicKeys: readonly string[];
}): Promise<string[]> {
  const { folder, privateKeys, publicKeys } = options;
  const names = (await readdir(folder)).filter((name) => METADATA.test(name)).sort();
  if (names.length === 0)
    throw new Error(`'${folder}' has no metadata of a release: latest.yml and its like.`);
  const signed = new Map<string, string>();
  for (const name of names) {
    const text = await readFile(join(folder, name), 'utf8');
    const { version = '' } = parse(text) as { version?: string };
    const channel = prerelease(version) ? 'beta' : 'stable';
    if (channel === 'beta' && name.startsWith('latest')) {
      throw new Error(`'${name}' would give ${version} to everybody: it is not a finished version.`);
    }
    for (const { url, sha512 } of readMetadata(text, { installed: '0.0.0', channel }).files) {
      if ((await sha512Of(join(folder, url))) !== sha512) {
        throw new Error(`'${url}' is not the file that '${name}' means.`);
      }
    }
    signed.set(name, signMetadata(name, text, privateKeys));
    verifiedMetadata(name, signed.get(name) ?? '', publicKeys);
  }
  for (const [name, text] of signed) await writeFileAtomic(join(folder, name), text);
  return names;
}

async function sha512Of(path: string): Promise<string> {
  const hash = createHash('sha512');
  await pipeline(createReadStream(path), hash);
  return hash.digest('base64');
}
