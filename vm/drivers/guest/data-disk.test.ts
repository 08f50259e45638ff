import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dataDiskUsage, ensureDataDisk } from './data-disk.ts';

const MIB = 1024 ** 2;
let dir: string;
let path: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pier-disk-'));
  path = join(dir, 'data.raw');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** A disk whose superblock has that label. */
function writeDisk(label: string, magic = 0xef53, size = 4 * MIB): Buffer {
  const disk = Buffer.alloc(size);
  disk.writeUInt16LE(magic, 1024 + 0x38);
  disk.write(label, 1024 + 0x78, 'latin1');
  writeFileSync(path, disk);
  return disk;
}

describe('ensureDataDisk', () => {
  it('makes a sparse file for its owner only', async () => {
    await ensureDataDisk(path, 64 * 1024 * MIB);
    expect(statSync(path).size).toBe(64 * 1024 * MIB);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await dataDiskUsage(path)).toBeLessThan(MIB);
  });

  it('leaves one that is there as it is, and grows a smaller one without a change to its content', async () => {
    const before = writeDisk('pier-data-1');
    await ensureDataDisk(path, before.length);
    expect(readFileSync(path).equals(before)).toBe(true);
    await ensureDataDisk(path, 8 * MIB);
    expect(readFileSync(path).subarray(0, before.length).equals(before)).toBe(true);
    expect(statSync(path).size).toBe(8 * MIB);
  });

  it('takes one that was made and never formatted', async () => {
    await ensureDataDisk(path, MIB);
    await ensureDataDisk(path, 2 * MIB);
    expect(statSync(path).size).toBe(2 * MIB);
  });

  it.each([
    ['a newer version', () => writeDisk('pier-data-2'), 'data_disk_newer'],
    ['a much newer version', () => writeDisk('pier-data-11'), 'data_disk_newer'],
    ['a file system of somebody else', () => writeDisk('home'), 'data_disk_unusable'],
    ['a label that only begins like ours', () => writeDisk('pier-data-1x'), 'data_disk_unusable'],
    ['something that is no file system', () => writeDisk('pier-data-1', 0x1234), 'data_disk_unusable'],
  ])('refuses %s and touches nothing', async (_what, write, code) => {
    const before = write();
    await expect(ensureDataDisk(path, 8 * MIB)).rejects.toMatchObject({
      code,
      hint: expect.stringMatching(/./),
    });
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  it('does not shrink', async () => {
    const before = writeDisk('pier-data-1');
    await expect(ensureDataDisk(path, MIB)).rejects.toMatchObject({ code: 'bad_input' });
    expect(readFileSync(path).equals(before)).toBe(true);
  });
});

describe('dataDiskUsage', () => {
  it('counts what is allocated, not what is promised', async () => {
    expect(await dataDiskUsage(path)).toBe(0);
    writeFileSync(path, Buffer.alloc(2 * MIB, 1));
    const used = await dataDiskUsage(path);
    await ensureDataDisk(path, 64 * MIB).catch(() => {});
    expect(used).toBeGreaterThanOrEqual(2 * MIB);
    expect(await dataDiskUsage(path)).toBe(used);
  });
});
