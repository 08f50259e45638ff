import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dataDiskPlace, isDataDiskAway } from '../../../vm/data-disk-place.ts';
import { ensureDataDisk } from '../../../vm/drivers/guest/data-disk.ts';
import { pierFiles } from '../../../vm/files.ts';
import { DiskMove } from './disk-move.ts';
import { sameContent } from './same-content.ts';
import { sha256Of, writeTestDisk } from './test-disk.ts';

const MIB = 1024 ** 2;
let dir: string;
let folder: string;
let files: ReturnType<typeof pierFiles>;
let move: DiskMove;
let content: string;

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'pier-move-'));
  folder = join(dir, 'big');
  files = pierFiles(join(dir, 'home'));
  mkdirSync(files.vm.dir, { recursive: true });
  mkdirSync(folder);
  await writeTestDisk(files.vm.dataDisk);
  content = await sha256Of(files.vm.dataDisk);
  move = new DiskMove(files);
});
afterEach(() => rmSync(dir, { recursive: true }));

const run = (to: string, over: { onSwitch?: () => void; signal?: AbortSignal } = {}) =>
  move.run({
    folder: to,
    signal: over.signal ?? new AbortController().signal,
    onProgress: () => {},
    onCompare: () => {},
    onSwitch: over.onSwitch ?? (() => {}),
  });
const allocated = (path: string) => lstatSync(path).blocks * 512;

describe('moving the data disk', () => {
  it('leads to a copy with its holes, from one folder to another and back, and leaves nothing behind', async () => {
    const used = allocated(files.vm.dataDisk);
    await run(folder);
    const place = join(folder, 'pier-data', 'data.raw');
    expect(dataDiskPlace(files.vm.dataDisk)).toBe(place);
    expect(move.folder).toBe(folder);
    expect(await sha256Of(files.vm.dataDisk)).toBe(content);
    expect(allocated(place)).toBeLessThanOrEqual(used);
    expect(lstatSync(place).mode & 0o777).toBe(0o600);
    expect(readdirSync(files.vm.dir)).toEqual(['data.raw']);

    const second = join(dir, 'bigger');
    mkdirSync(second);
    await run(second);
    expect(await sha256Of(files.vm.dataDisk)).toBe(content);
    expect(readdirSync(folder)).toEqual([]);

    await run(files.vm.dir);
    expect(lstatSync(files.vm.dataDisk).isFile()).toBe(true);
    expect(await sha256Of(files.vm.dataDisk)).toBe(content);
    expect(readdirSync(second)).toEqual([]);
    expect(readdirSync(files.vm.dir)).toEqual(['data.raw']);
    expect(move.folder).toBe(files.vm.dir);
  }, 30_000);

  it('leaves the old one in use where it is cancelled', async () => {
    const abort = new AbortController();
    abort.abort(new Error('cancelled'));
    await expect(run(folder, { signal: abort.signal })).rejects.toThrow('cancelled');
    expect(dataDiskPlace(files.vm.dataDisk)).toBe(files.vm.dataDisk);
    expect(await sha256Of(files.vm.dataDisk)).toBe(content);
    expect([readdirSync(folder), readdirSync(files.vm.dir)]).toEqual([[], ['data.raw']]);
  });

  it.each(['a half copy', 'a whole copy'])(
    'that was killed with %s goes on with the old one',
    async (what) => {
      // Thrown out of the middle as a kill would do it: nothing of the clean-up runs.
      const place = join(folder, 'pier-data', 'data.raw');
      mkdirSync(join(folder, 'pier-data'));
      writeFileSync(`${place}.part`, 'half');
      if (what === 'a whole copy') await writeTestDisk(place);
      const remove = [place, `${place}.part`, files.vm.dataDisk];
      writeFileSync(files.vm.diskMove, JSON.stringify({ remove }));
      await move.recover();
      expect(await sha256Of(files.vm.dataDisk)).toBe(content);
      expect([readdirSync(folder), readdirSync(files.vm.dir)]).toEqual([[], ['data.raw']]);
    },
  );

  it('that was killed after the switch goes on with the new one, and removes the old one', async () => {
    const second = join(dir, 'bigger');
    mkdirSync(second);
    await run(folder);
    const old = dataDiskPlace(files.vm.dataDisk);
    const place = join(second, 'pier-data', 'data.raw');
    mkdirSync(join(second, 'pier-data'));
    await writeTestDisk(place, 1);
    writeFileSync(files.vm.diskMove, JSON.stringify({ remove: [place, `${place}.part`, old] }));
    rmSync(files.vm.dataDisk);
    symlinkSync(place, files.vm.dataDisk);
    await move.recover();
    expect(await sha256Of(files.vm.dataDisk)).toBe(content);
    expect([existsSync(old), readdirSync(folder)]).toEqual([false, []]);
  });

  it('refuses the same folder, one that is not there, and one that has such data', async () => {
    await expect(move.check(files.vm.dir)).rejects.toMatchObject({ code: 'bad_input' });
    await expect(move.check(join(dir, 'none'))).rejects.toMatchObject({ code: 'path_unreadable' });
    mkdirSync(join(folder, 'pier-data'));
    writeFileSync(join(folder, 'pier-data', 'data.raw'), 'of somebody');
    await expect(move.check(folder)).rejects.toMatchObject({ code: 'file_exists' });
  });

  it('refuses to move a disk that is not connected: it would be forgotten', async () => {
    await run(folder);
    rmSync(join(folder, 'pier-data'), { recursive: true });
    const second = join(dir, 'bigger');
    mkdirSync(second);
    await expect(move.check(second)).rejects.toMatchObject({ code: 'data_disk_unusable' });
    await expect(move.check(files.vm.dir)).rejects.toMatchObject({ code: 'data_disk_unusable' });
    expect(() => move.requireThere('clean the data')).toThrow('Cannot clean the data');
  });

  it('makes no empty disk while the one that it is on is not connected, and one where data were cleaned', async () => {
    await run(folder);
    rmSync(join(folder, 'pier-data', 'data.raw'));
    expect(isDataDiskAway(files.vm.dataDisk)).toBe(false);
    await ensureDataDisk(files.vm.dataDisk, 64 * MIB);
    expect(lstatSync(join(folder, 'pier-data', 'data.raw')).size).toBe(64 * MIB);
    rmSync(join(folder, 'pier-data'), { recursive: true });
    await expect(ensureDataDisk(files.vm.dataDisk, 64 * MIB)).rejects.toMatchObject({
      code: 'data_disk_unusable',
      hint: expect.stringContaining('Connect the disk'),
    });
  });
});

it('tells files apart that differ in a byte, also where one of them has a hole', async () => {
  const [one, other] = [join(dir, 'one'), join(dir, 'other')];
  const { signal } = new AbortController();
  await writeTestDisk(one);
  await writeTestDisk(other);
  expect(await sameContent(one, other, signal)).toBe(true);
  const { open } = await import('node:fs/promises');
  const file = await open(other, 'r+');
  await file.write(Buffer.from([1]), 0, 1, 40 * MIB);
  await file.close();
  expect(await sameContent(one, other, signal)).toBe(false);
  expect(await sameContent(other, one, signal)).toBe(false);
});
