import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import {
  BACKUP_SUFFIX,
  decodeConfig,
  encodeConfig,
  readConfigFile,
  writeConfigFile,
} from './wslconfig-file.ts';

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

async function place(bytes?: Buffer): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pier-wslconfig-'));
  folders.push(folder);
  const path = join(folder, '.wslconfig');
  if (bytes) await writeFile(path, bytes);
  return path;
}

describe('.wslconfig', () => {
  it.each([
    ['utf-8', Buffer.from('# größer\r\n')],
    ['utf-8-mark', Buffer.from('\ufeff# größer\r\n')],
    ['utf-16le', Buffer.from('\ufeff# größer\r\n', 'utf16le')],
    ['bytes', Buffer.from('# gr\xf6\xdfer\r\n', 'latin1')],
  ])('of %s is written as it was', (encoding, bytes) => {
    const read = decodeConfig(bytes);
    expect(read).toEqual({ encoding, text: '# größer\r\n' });
    expect(encodeConfig(read.text, read.encoding)).toEqual(bytes);
  });

  it('is kept as it was before the first change, and only then', async () => {
    const path = await place(Buffer.from('first'));
    await writeConfigFile(path, await readConfigFile(path), 'second');
    await writeConfigFile(path, await readConfigFile(path), 'third');
    expect(await readFile(path, 'utf8')).toBe('third');
    expect(await readFile(path + BACKUP_SUFFIX, 'utf8')).toBe('first');
  });

  it('is made where there is none', async () => {
    const path = await place();
    const before = await readConfigFile(path);
    expect(before).toEqual({ text: '', encoding: 'utf-8', exists: false });
    await writeConfigFile(path, before, '[wsl2]\r\n');
    expect(await readFile(path, 'utf8')).toBe('[wsl2]\r\n');
    await expect(readFile(path + BACKUP_SUFFIX)).rejects.toThrow('ENOENT');
  });
});
