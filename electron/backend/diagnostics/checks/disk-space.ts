import { readdir, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { printBytes } from '../../../../shared/model/settings.ts';
import { type CheckContext, failed, ok, type SelfCheck } from './self-check.ts';

const MIB = 1024 ** 2;
/** Less, and not even a boot's own files have room. */
const LEAST_BYTES = 256 * MIB;
/** Less, and the first image that is pulled fills the disk. */
const LOW_BYTES = 4096 * MIB;
/** One that is being written is younger. */
const HALF_AGE_MS = 60_000;
/** Half of a copy that was cut short. */
const HALVES = /\.(raw|incoming)\.part$/;

export const diskSpace: SelfCheck = {
  id: 'disk-space',
  title: 'Enough disk space',
  hint: 'A full disk pauses the machine until there is room.',
  fatal: true,
  async check(context) {
    const free = await Promise.all(
      foldersOf(context).map(async (path) => ({ path, bytes: await freeBytes(path) })),
    );
    const { path, bytes } = free.reduce((least, each) => (each.bytes < least.bytes ? each : least));
    const amount = `${printBytes(bytes)} free`;
    if (bytes >= LOW_BYTES) return ok(amount);
    throw failed(
      `Only ${amount} on the disk of '${path}': ${bytes < LEAST_BYTES ? 'the machine cannot start' : 'an image may fill it'}.`,
      'Remove images and volumes that nobody uses, delete snapshots, or move the data disk to another disk.',
    );
  },
  repair: {
    title: 'Remove what interrupted copies left',
    async run(context) {
      let count = 0;
      for (const folder of foldersOf(context).flatMap((path) => [path, join(path, 'snapshots')])) {
        for (const name of await readdir(folder).catch(() => [])) {
          if (!HALVES.test(name)) continue;
          const path = join(folder, name);
          const found = await stat(path).catch(() => undefined);
          if (!found || Date.now() - found.mtimeMs < HALF_AGE_MS) continue;
          await rm(path, { force: true });
          count += 1;
        }
      }
      return count === 0
        ? 'There was nothing to remove'
        : `Removed ${count} ${count === 1 ? 'file' : 'files'}`;
    },
  },
};

function foldersOf({ files, dataDisk }: CheckContext): string[] {
  return [...new Set([files.home, dirname(dataDisk())])];
}

async function freeBytes(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize;
}
