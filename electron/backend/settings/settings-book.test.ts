import { chmodSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { settingsSchema } from './settings.ts';
import { SettingsBook } from './settings-book.ts';

const GIB = 1024 ** 3;
let dir: string;
let path: string;
let dataDisk: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pier-book-'));
  path = join(dir, 'settings.json');
  dataDisk = join(dir, 'data.raw');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const makeBook = (over: object = {}) =>
  new SettingsBook({
    path,
    dataDisk,
    settings: settingsSchema.parse({ cpus: 2, memoryBytes: 4 * GIB, diskLimitBytes: 64 * GIB, ...over }),
    cores: 8,
    hostMemoryBytes: 16 * GIB,
  });

describe('SettingsBook', () => {
  it('changes what is named, keeps the rest and what it does not know, and tells', async () => {
    const book = makeBook({ ofTheFuture: 1 });
    const told: number[] = [];
    book.onChange(({ cpus }) => told.push(cpus));
    await book.change({ cpus: 4 });
    expect(book.current).toMatchObject({ cpus: 4, memoryBytes: 4 * GIB, ofTheFuture: 1 });
    expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ cpus: 4, ofTheFuture: 1 });
    expect(told).toEqual([4]);
  });

  it('keeps a proxy with its scheme, so that its password is known for one, and refuses what is none', async () => {
    const book = makeBook();
    await book.change({ httpProxy: 'ann:secret@proxy:3128', noProxy: 'a b;c' });
    expect(book.current).toMatchObject({ httpProxy: 'http://ann:secret@proxy:3128', noProxy: 'a,b,c' });
    await book.change({ httpProxy: '' });
    expect(book.current.httpProxy).toBe('');
    await expect(book.change({ httpsProxy: 'ann:secret@' })).rejects.toMatchObject({
      code: 'bad_input',
      message: expect.not.stringContaining('secret'),
    });
    await expect(book.change({ noProxy: 'a=b' })).rejects.toMatchObject({ code: 'bad_input' });
    await expect(book.change({ swapBytes: 100 * GIB })).rejects.toMatchObject({ code: 'bad_input' });
  });

  it('makes changes one after the other', async () => {
    const book = makeBook();
    await Promise.all([book.change({ cpus: 3 }), book.change({ memoryBytes: 8 * GIB })]);
    expect(book.current).toMatchObject({ cpus: 3, memoryBytes: 8 * GIB });
  });

  it.each([
    [{ cpus: 9 }, "'cpus' to 9: it may be 1 to 8"],
    [{ cpus: 0 }, "'cpus' to 0"],
    [{ memoryBytes: GIB / 2 }, "'memory' to 512 MiB: it may be 1 GiB to 16 GiB"],
    [{ memoryBytes: 17 * GIB }, "'memory' to 17 GiB"],
    [{ diskLimitBytes: GIB }, "'disk' to 1 GiB: it may be 4 GiB"],
  ])('refuses %j whole, with the range of this computer', async (change, words) => {
    const book = makeBook();
    await expect(book.change({ portBindAddress: '0.0.0.0', ...change })).rejects.toMatchObject({
      code: 'bad_input',
      message: expect.stringContaining(words),
    });
    expect(book.current).toMatchObject({ cpus: 2, portBindAddress: '127.0.0.1' });
  });

  it('keeps shared folders once each, and those that went since', async () => {
    const book = makeBook({ sharedFolders: ['/was/here'] });
    await book.change({ sharedFolders: ['/was/here', `${tmpdir()}/`, tmpdir()] });
    expect(book.current.sharedFolders).toEqual([tmpdir(), '/was/here'].sort());
    await book.change({ sharedFolders: [] });
    expect(book.current.sharedFolders).toEqual([]);
  });

  it.each([
    ['/was/never', 'it is not there'],
    ['relative', 'not an absolute path'],
    ['/usr', "a '/usr' of its own"],
    ['PIER_HOME', 'keys and disks'],
    ['SETTINGS', 'keys and disks'],
  ])('refuses to share %s', async (folder, words) => {
    const place = { PIER_HOME: dir, SETTINGS: path }[folder] ?? folder;
    await expect(makeBook().change({ sharedFolders: [place] })).rejects.toMatchObject({
      code: 'bad_input',
      message: expect.stringContaining(words),
    });
  });

  it('refuses to shrink a disk, with the way', async () => {
    writeFileSync(dataDisk, '');
    truncateSync(dataDisk, 32 * GIB);
    const book = makeBook();
    expect((await book.ranges()).diskLimitBytes.min).toBe(32 * GIB);
    await expect(book.change({ diskLimitBytes: 16 * GIB })).rejects.toMatchObject({
      hint: expect.stringContaining('cannot shrink'),
    });
  });

  it('lets a value stay that this computer would not allow', async () => {
    const book = makeBook({ cpus: 32 });
    await book.change({ cpus: 32, memoryBytes: 2 * GIB });
    expect(book.current).toMatchObject({ cpus: 32, memoryBytes: 2 * GIB });
  });

  it('keeps what was true where it cannot be written', async () => {
    const book = new SettingsBook({
      path: join(dir, 'missing', 'settings.json'),
      dataDisk,
      settings: settingsSchema.parse({ cpus: 2 }),
      cores: 8,
    });
    chmodSync(dir, 0o700);
    await expect(book.change({ cpus: 4 })).rejects.toMatchObject({ code: expect.any(String) });
    expect(book.current.cpus).toBe(2);
    await expect(book.change({ cpus: 3 })).rejects.toBeDefined();
  });
});
