import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyDisk } from './copy-disk.ts';
import { allocatedBytes } from './disk-room.ts';
import { bytesOf, sparseExtents } from './sparse-extents.ts';
import { sha256Of, writeTestDisk } from './test-disk.ts';

const dir = mkdtempSync(join(tmpdir(), 'pier-copy-'));
const disk = join(dir, 'data.raw');
beforeAll(() => writeTestDisk(disk));
afterAll(() => rmSync(dir, { recursive: true }));

const copy = (to: string, signal = new AbortController().signal, onProgress: () => void = () => {}) =>
  copyDisk({ from: disk, to, verb: 'make the snapshot', signal, onProgress });

describe('sparseExtents', () => {
  it('finds the parts that have data, and nothing of the holes', async () => {
    const extents = await sparseExtents(disk);
    expect(bytesOf(extents)).toBeLessThan(6 * 1024 ** 2);
    expect(bytesOf(extents)).toBeGreaterThanOrEqual(4 * 1024 ** 2);
    expect(extents[0]?.offset).toBe(0);
  });

  it('takes a file without holes whole, also one whose name is an option', async () => {
    const full = join(dir, '--full');
    writeFileSync(full, Buffer.alloc(70_000, 1));
    expect(await sparseExtents(full)).toEqual([{ offset: 0, length: 70_000 }]);
    const empty = join(dir, 'empty');
    writeFileSync(empty, '');
    expect(await sparseExtents(empty)).toEqual([]);
  });
});

describe('copyDisk', () => {
  it('copies content and holes, for its owner alone', async () => {
    const to = join(dir, 'copy.raw');
    const { method } = await copy(to);
    expect(['clone', 'copy']).toContain(method);
    expect(await sha256Of(to)).toBe(await sha256Of(disk));
    expect(await allocatedBytes(to)).toBeLessThan(8 * 1024 ** 2);
    expect(statSync(to).mode & 0o777).toBe(0o600);
    expect(readdirSync(dir).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('leaves nothing where it is cancelled, at once or meanwhile', async () => {
    const to = join(dir, 'cancelled.raw');
    await expect(copy(to, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough');
    const later = new AbortController();
    const copied = copy(to, later.signal, () => later.abort(new Error('later')));
    // A file system that clones has no "meanwhile".
    await copied.then(
      () => rmSync(to),
      (error) => expect(error.message).toBe('later'),
    );
    expect(existsSync(to) || existsSync(`${to}.part`)).toBe(false);
  });

  it('tells a folder that is not there', async () => {
    await expect(copy(join(dir, 'missing', 'x.raw'))).rejects.toThrow(/ENOENT/);
  });
});
