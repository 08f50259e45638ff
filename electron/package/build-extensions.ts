import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { bundledFile, OWN_EXTENSIONS, ownVersion } from '../backend/extensions/source/bundled-extension.ts';
import { ARCHITECTURES, extensionImage, type ImageArchitecture, isStaticFor } from './extension-images.ts';

/**
 * `npm run extensions`: the images of Pier's own extensions, as files that come with it. A static busybox is Debian's
 * (package busybox-static), or that of another processor by PIER_BUSYBOX_ARM64 and PIER_BUSYBOX_AMD64.
 */

const ROOT = resolve(import.meta.dirname, '../..');
const PLACES = ['/usr/bin/busybox', '/bin/busybox'];

const out = join(ROOT, 'dist/extensions');
const made: string[] = [];
const without: string[] = [];
await mkdir(out, { recursive: true });
for (const folder of (await readdir(join(ROOT, 'assets/extensions'))).sort()) {
  for (const architecture of ARCHITECTURES) {
    const repository = `${OWN_EXTENSIONS}${folder}`;
    const name = `${repository}:${ownVersion(repository)}`;
    const source = join(ROOT, 'assets/extensions', folder);
    const busybox = await findBusybox(architecture);
    const file = bundledFile(repository, architecture);
    try {
      const image = await extensionImage({ folder: source, name, architecture, busybox });
      await writeFile(join(out, file), gzipSync(image, { level: 9 }));
      made.push(file);
    } catch (error) {
      without.push(`${file}: ${(error as Error).message}`);
    }
  }
}
process.stdout.write(`dist/extensions: ${made.join(', ')}\n`);
// Pier works without them; a release has them all.
for (const line of without) process.stdout.write(`  without ${line}\n`);

async function findBusybox(architecture: ImageArchitecture): Promise<Buffer | undefined> {
  const named = process.env[`PIER_BUSYBOX_${architecture.toUpperCase()}`];
  for (const path of named ? [named] : PLACES) {
    const program = await readFile(path).catch(() => undefined);
    if (program && isStaticFor(program, architecture)) return program;
  }
  return undefined;
}
