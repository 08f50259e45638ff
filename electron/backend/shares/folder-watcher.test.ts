import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FolderWatcher } from './folder-watcher.ts';

const log = { debug() {}, info() {}, warn: vi.fn(), error() {} };
let dir: string;
let told: string[];
let watcher: FolderWatcher;

function make(options: { limit?: number; except?: string[] } = {}): FolderWatcher {
  return new FolderWatcher({
    log,
    except: [],
    ...options,
    onChange: (paths) => told.push(...paths.map((path) => path.slice(dir.length + 1) || '.')),
  });
}

const heard = (path: string) => expect.poll(() => told, { timeout: 5000 }).toContain(path);
/** Long enough for an event that must not come. */
const quiet = () => new Promise((resolve) => setTimeout(resolve, 200));

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'pier-watch-'));
  mkdirSync(join(dir, 'src/deep'), { recursive: true });
  writeFileSync(join(dir, 'src/deep/a.ts'), 'a');
  told = [];
  log.warn.mockClear();
  watcher = make();
  await watcher.watch([dir]);
});

afterEach(() => {
  watcher.close();
  rmSync(dir, { recursive: true, force: true });
});

it('tells of files that are written, made, and given other rights, once each', async () => {
  appendFileSync(join(dir, 'src/deep/a.ts'), 'b');
  await heard('src/deep/a.ts');
  writeFileSync(join(dir, 'src/new.ts'), 'n');
  await heard('src/new.ts');
  told = [];
  chmodSync(join(dir, 'src/new.ts'), 0o600);
  await heard('src/new.ts');
  await quiet();
  expect(told).toEqual(['src/new.ts']);
});

it('does not tell of what the guest does to let others know: times set to what they are', async () => {
  appendFileSync(join(dir, 'src/deep/a.ts'), 'b');
  await heard('src/deep/a.ts');
  await quiet();
  told = [];
  const { mode, atime, mtime } = statSync(join(dir, 'src/deep/a.ts'));
  chmodSync(join(dir, 'src/deep/a.ts'), mode);
  await quiet();
  expect(told).toEqual([]);
  // Another time is another change.
  utimesSync(join(dir, 'src/deep/a.ts'), atime, new Date(mtime.getTime() - 5000));
  await heard('src/deep/a.ts');
});

it('names the folder where something is gone, was renamed, or is a link', async () => {
  rmSync(join(dir, 'src/deep/a.ts'));
  await heard('src/deep');
  told = [];
  symlinkSync('nowhere', join(dir, 'src/link'));
  await heard('src');
  renameSync(join(dir, 'src/deep'), join(dir, 'src/other'));
  await heard('src/other');
});

it('follows folders that come, with what was put into them at once', async () => {
  mkdirSync(join(dir, 'fresh/below'), { recursive: true });
  writeFileSync(join(dir, 'fresh/below/x'), 'x');
  await heard('fresh/below/x');
  await quiet();
  told = [];
  writeFileSync(join(dir, 'fresh/below/y'), 'y');
  await heard('fresh/below/y');
});

it('leaves out what programs write in great numbers, and what it is told to', async () => {
  watcher.close();
  watcher = make({ except: [join(dir, 'own')] });
  for (const name of ['node_modules', '.git', 'own']) mkdirSync(join(dir, name));
  await watcher.watch([dir]);
  for (const name of ['node_modules', '.git', 'own']) writeFileSync(join(dir, name, 'file'), '');
  writeFileSync(join(dir, 'last'), '');
  await heard('last');
  expect(told.filter((path) => path.includes('file'))).toEqual([]);
});

it('stops at its limit with the folders near the top, and says so', async () => {
  watcher.close();
  watcher = make({ limit: 2 });
  await watcher.watch([dir]);
  expect(watcher.folderCount).toBe(2);
  expect(log.warn).toHaveBeenCalledOnce();
  appendFileSync(join(dir, 'src/deep/a.ts'), 'b');
  writeFileSync(join(dir, 'src/seen'), '');
  await heard('src/seen');
  expect(told).not.toContain('src/deep/a.ts');
});

it('watches what was left out when there is room again', async () => {
  const other = mkdtempSync(join(tmpdir(), 'pier-watch-'));
  watcher.close();
  watcher = make({ limit: 3 });
  await watcher.watch([dir]);
  expect(watcher.isShort).toBe(false);
  await watcher.watch([dir, other]);
  expect(watcher.isShort).toBe(true);
  await watcher.watch([other]);
  expect(watcher.isShort).toBe(false);
  expect(watcher.folderCount).toBe(1);
  rmSync(other, { recursive: true });
});

it('names folders instead of files where very many change', async () => {
  for (let file = 0; file < 1500; file++) writeFileSync(join(dir, `src/f${file}`), '');
  await heard('src');
  await quiet();
  expect(told.length).toBeLessThan(1500);
});

it('watches nothing that is no longer asked for', async () => {
  await watcher.watch([]);
  expect(watcher.folderCount).toBe(0);
  writeFileSync(join(dir, 'src/new.ts'), 'n');
  await quiet();
  expect(told).toEqual([]);
});
