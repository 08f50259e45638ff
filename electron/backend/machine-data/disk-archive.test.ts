import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { smallEntry } from './disk-archive-format.ts';
import { allocatedBytes } from './disk-room.ts';
import { readArchiveManifest, readDiskArchive } from './read-disk-archive.ts';
import { sha256Of, writeTestDisk } from './test-disk.ts';
import { writeDiskArchive } from './write-disk-archive.ts';

const dir = mkdtempSync(join(tmpdir(), 'pier-archive-'));
const disk = join(dir, 'data.raw');
const archive = join(dir, 'export.tar.gz');
const to = join(dir, 'data.raw.incoming');
const quiet = { signal: new AbortController().signal, onProgress: () => {} };

beforeAll(async () => {
  await writeTestDisk(disk);
  await writeDiskArchive({ disk, to: archive, part: `${archive}.part`, pier: '1.2.3', ...quiet });
});
afterAll(() => rmSync(dir, { recursive: true }));

/** Reads an archive that must be refused. */
async function refusal(bytes: Buffer, name = 'bad.tar.gz'): Promise<string> {
  const bad = join(dir, name);
  writeFileSync(bad, bytes);
  const error = await readDiskArchive({ archive: bad, to, ...quiet }).then(
    () => undefined,
    (thrown) => thrown,
  );
  expect(error?.code).toBe('data_export_invalid');
  expect(existsSync(to)).toBe(false);
  return error.message;
}

describe('an export of a disk', () => {
  it('comes back bit for bit, with its holes', async () => {
    const seen: number[] = [];
    const manifest = await readDiskArchive({
      archive,
      to,
      signal: quiet.signal,
      onProgress: ({ currentBytes, totalBytes }) => seen.push(currentBytes / totalBytes),
    });
    expect(manifest).toMatchObject({ pier: '1.2.3', version: 1, diskBytes: 64 * 1024 ** 2 });
    expect(await sha256Of(to)).toBe(await sha256Of(disk));
    expect(await allocatedBytes(to)).toBeLessThan(8 * 1024 ** 2);
    expect(statSync(to).mode & 0o777).toBe(0o600);
    expect(seen.at(-1)).toBe(1);
    rmSync(to);
  });

  it('is small, private, and tells what it is without being read whole', async () => {
    const { size, mode } = statSync(archive);
    expect(size).toBeLessThan(1024 ** 2);
    expect(mode & 0o777).toBe(0o600);
    expect(await readArchiveManifest(archive)).toMatchObject({ format: 'pier-data', pier: '1.2.3' });
  });

  it('can be opened without Pier', async () => {
    const folder = join(dir, 'plain');
    mkdirSync(folder);
    execFileSync('tar', ['-xzSf', archive, '-C', folder]);
    expect(await sha256Of(join(folder, 'data.raw'))).toBe(await sha256Of(disk));
  });

  it('is refused where one bit of its data is another', async () => {
    const tar = gunzipSync(readFileSync(archive));
    tar[tar.length - 8192] = (tar[tar.length - 8192] ?? 0) ^ 1;
    expect(await refusal(gzipSync(tar))).toMatch(/SHA-256 is another/);
  });

  it('is refused where it ends too soon, wherever that is', async () => {
    const bytes = readFileSync(archive);
    const tar = gunzipSync(bytes);
    expect(await refusal(bytes.subarray(0, bytes.length - 40))).toMatch(/end is missing/);
    expect(await refusal(gzipSync(tar.subarray(0, 100_352)))).toMatch(/end|data is missing|Unexpected/i);
    // All of the disk, without the digest.
    expect(await refusal(gzipSync(tar.subarray(0, tar.length - 2048)))).toMatch(/end is missing/);
  });

  it('is refused where it is something else, or newer', async () => {
    expect(await refusal(Buffer.from('hello'))).toMatch(/incorrect header/);
    expect(await refusal(gzipSync(Buffer.alloc(1024)))).toMatch(/end is missing/);
    expect(await refusal(gzipSync(smallEntry('other.json', '{}')))).toMatch(/no export of Pier/);
    const newer = { format: 'pier-data', version: 2, pier: '9', createdAt: '', diskBytes: 1, dataBytes: 0 };
    expect(await refusal(gzipSync(smallEntry('pier-data.json', JSON.stringify(newer))))).toMatch(/version 2/);
    await expect(readArchiveManifest(join(dir, 'none'))).rejects.toMatchObject({ code: 'path_unreadable' });
    await expect(readArchiveManifest(dir)).rejects.toMatchObject({ code: 'path_unreadable' });
    await expect(readDiskArchive({ archive: join(dir, 'none'), to, ...quiet })).rejects.toMatchObject({
      code: 'path_unreadable',
    });
  });

  it('leaves nothing where it is cancelled, written or read', async () => {
    const half = join(dir, 'half.tar.gz');
    const writing = new AbortController();
    await expect(
      writeDiskArchive({
        disk,
        to: half,
        part: `${half}.part`,
        pier: '1',
        signal: writing.signal,
        onProgress: () => writing.abort(),
      }),
    ).rejects.toThrow();
    expect(existsSync(half) || existsSync(`${half}.part`)).toBe(false);
    const reading = new AbortController();
    await expect(
      readDiskArchive({ archive, to, signal: reading.signal, onProgress: () => reading.abort() }),
    ).rejects.toThrow();
    expect(existsSync(to)).toBe(false);
  });
});
