import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeKeys } from '../metadata-signature.ts';
import { readUpdateSource } from '../update-source.ts';
import { signRelease } from './sign-release.ts';

/**
 * For whoever releases Pier. `key <file>` makes a key: the private half goes into the file, the public one is printed,
 * for assets/update-source.json. `sign <folder>` signs the metadata of what was packaged, with the key, or the keys one
 * behind the other, that PIER_UPDATE_KEY holds.
 */
const SOURCE = join(import.meta.dirname, '../../../../assets/update-source.json');
const BLOCK = /-----BEGIN PRIVATE KEY-----[^-]+-----END PRIVATE KEY-----/g;

async function run([command, path]: readonly string[]): Promise<string> {
  if (command === 'key' && path) {
    const { privateKey, publicKey } = makeKeys();
    await writeFile(path, privateKey, { mode: 0o600, flag: 'wx' });
    return `Keep '${path}' where nobody finds it. For "publicKeys" of assets/update-source.json:\n${publicKey}`;
  }
  if (command === 'sign' && path) {
    const privateKeys = process.env.PIER_UPDATE_KEY?.match(BLOCK) ?? [];
    if (privateKeys.length === 0) throw new Error('PIER_UPDATE_KEY holds no private key (PEM).');
    const source = await readUpdateSource(SOURCE);
    if (!source) {
      const { url } = JSON.parse(await readFile(SOURCE, 'utf8'));
      throw new Error(
        `assets/update-source.json has no ${url ? 'valid key' : 'address'}: this Pier looks for no updates.`,
      );
    }
    const names = await signRelease({ folder: path, privateKeys, publicKeys: source.publicKeys });
    return `Signed: ${names.join(', ')}`;
  }
  throw new Error('Use: release key <new file>, or release sign <folder of the packages>');
}

run(process.argv.slice(2)).then(
  (text) => process.stdout.write(`${text}\n`),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  },
);
