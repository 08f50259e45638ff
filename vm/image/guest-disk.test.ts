import { execFile, execFileSync } from 'node:child_process';
import { mkdtemp, open, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findGuestFolder } from './guest-folder.ts';

/** The guest's own decisions about a data disk, run by the shell that runs them there, on a file for a disk. */
const FUNCTIONS = join(findGuestFolder(), 'root/etc/pier/functions');
const MIB = 1024 ** 2;

function has(program: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' } });
    return true;
  } catch {
    return false;
  }
}

describe.skipIf(!has('busybox') || !has('mke2fs'))('the data disk, as the guest sees it', () => {
  let dir: string;
  let disk: string;
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'pier-guest-disk-'));
    disk = join(dir, 'data.raw');
    await writeFile(disk, '');
    await truncate(disk, 64 * MIB);
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  /** What mount_data decides before it mounts; prints `fatal CODE` where it refuses. */
  async function prepare(): Promise<string> {
    const script = `
      . ${FUNCTIONS}
      report() { :; }
      fatal() { echo "fatal $1"; exit 0; }
      disk() { echo ${disk}; }
      mount() { echo mounted; exit 0; }
      mount_data`;
    const { stdout } = await promisify(execFile)('busybox', ['sh', '-c', script]);
    return stdout.trim().split('\n').at(-1) ?? '';
  }
  const mke2fs = (label: string) =>
    promisify(execFile)('/usr/sbin/mke2fs', ['-q', '-F', '-t', 'ext4', '-L', label, disk]);
  const label = async () => (await readFile(disk)).subarray(1144, 1160).toString().replace(/\0+$/, '');

  test('a blank one is formatted', async () => {
    expect(await prepare()).toBe('mounted');
    expect(await label()).toBe('pier-data-1');
  });

  test('ours is mounted as it is', async () => {
    await mke2fs('pier-data-1');
    const before = await readFile(disk);
    expect(await prepare()).toBe('mounted');
    expect((await readFile(disk)).equals(before)).toBe(true);
  });

  test.each(['pier-data-2', 'pier-data-17'])(
    '%s of a newer version is refused and not touched',
    async (name) => {
      await mke2fs(name);
      const before = await readFile(disk);
      expect(await prepare()).toBe('fatal data_disk_newer');
      expect((await readFile(disk)).equals(before)).toBe(true);
    },
  );

  test('a file system of somebody else is refused and not touched', async () => {
    await mke2fs('photos');
    const before = await readFile(disk);
    expect(await prepare()).toBe('fatal data_disk_unusable');
    expect((await readFile(disk)).equals(before)).toBe(true);
  });

  test.each([0, 500_000, MIB - 1])(
    'a disk with a byte at %i is not blank: refused, not formatted',
    async (at) => {
      const file = await open(disk, 'r+');
      await file.write(Buffer.from([1]), 0, 1, at);
      await file.close();
      const before = await readFile(disk);
      expect(await prepare()).toBe('fatal data_disk_unusable');
      expect((await readFile(disk)).equals(before)).toBe(true);
    },
  );

  test('one that is marked as damaged is repaired first', async () => {
    await mke2fs('pier-data-1');
    // 2: errors were found.
    await promisify(execFile)('/usr/sbin/debugfs', ['-w', '-R', 'set_super_value state 2', disk]);
    expect((await readFile(disk)).readUInt16LE(1082)).toBe(2);
    expect(await prepare()).toBe('mounted');
    expect((await readFile(disk)).readUInt16LE(1082)).toBe(1);
  });
});
