import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isInAppImage } from '../backend/host-places.ts';

/** What the commands need of a package's resources: themselves, Node, and what a VM image is built from. */
const PARTS = ['cli', 'node', 'vm'];
/** Pier's own extensions: a package may have been made without. */
const EXTENSIONS = 'extensions';
const STAMP = 'version';

/**
 * Copies the commands out of an AppImage: it is mounted only while it runs, at another place each time, and a link that
 * leads there is dead afterwards. Done once for each version; nothing is done for an app that is installed.
 * @param folder takes them, laid out as the package's resources are
 * @returns whether they were copied @throws what the disk refuses; what was there before is whole then
 */
export async function keepCommands(
  folder: string,
  { resources, version, env }: { resources: string; version: string; env: NodeJS.ProcessEnv },
): Promise<boolean> {
  if (!isInAppImage(resources, env)) return false;
  const kept = await readFile(join(folder, STAMP), 'utf8').catch(() => undefined);
  if (kept === version) return false;
  const next = `${folder}.next`;
  const last = `${folder}.last`;
  for (const path of [next, last]) await rm(path, { recursive: true, force: true });
  await mkdir(next, { recursive: true, mode: 0o700 });
  try {
    const parts = existsSync(join(resources, EXTENSIONS)) ? [...PARTS, EXTENSIONS] : PARTS;
    for (const part of parts) await cp(join(resources, part), join(next, part), { recursive: true });
    await writeFile(join(next, STAMP), version);
    await rename(folder, last).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    await rename(next, folder);
  } catch (error) {
    await rename(last, folder).catch(() => {});
    await rm(next, { recursive: true, force: true });
    throw error;
  }
  await rm(last, { recursive: true, force: true });
  return true;
}
