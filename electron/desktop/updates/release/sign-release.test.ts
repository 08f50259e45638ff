import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { makeKeys, verifiedMetadata } from '../metadata-signature.ts';
import { signRelease } from './sign-release.ts';

const keys = makeKeys();
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pier-release-'));
});

afterEach(() => rm(folder, { recursive: true }));

async function publish(name: string, version = '1.0.0', content = 'content') {
  const sha512 = createHash('sha512').update('content').digest('base64');
  await writeFile(join(folder, 'Pier.AppImage'), content);
  await writeFile(join(folder, name), stringify({ version, files: [{ url: 'Pier.AppImage', sha512 }] }));
}

const sign = (publicKeys = [keys.publicKey]) =>
  signRelease({ folder, privateKeys: [keys.privateKey], publicKeys });
const read = (name: string) => readFile(join(folder, name), 'utf8');

it('signs the metadata of each system and channel, and nothing else', async () => {
  for (const name of ['latest.yml', 'latest-linux-arm64.yml', 'beta-mac.yml', 'builder-debug.yml'])
    await publish(name);
  expect(await sign()).toEqual(['beta-mac.yml', 'latest-linux-arm64.yml', 'latest.yml']);
  const name = 'latest-linux-arm64.yml';
  expect(verifiedMetadata(name, await read(name), [keys.publicKey])).toContain('version: 1.0.0');
  expect(await read('builder-debug.yml')).not.toContain('#signature');
});

it.each<[string, () => Promise<void>, (() => Promise<unknown>)?]>([
  ['has no metadata', async () => {}],
  ['is not the file', () => publish('latest.yml', '1.0.0', 'other content')],
  ['not a finished version', () => publish('latest.yml', '1.0.0-beta.1')],
  ['not signed by the publisher', () => publish('latest.yml'), () => sign([makeKeys().publicKey])],
])('signs nothing where it: %s', async (words, prepare, act = sign) => {
  await prepare();
  await expect(act()).rejects.toThrow(words);
  if (words !== 'has no metadata') expect(await read('latest.yml')).not.toContain('#signature');
});
