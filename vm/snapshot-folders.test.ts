import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { snapshotFolders } from './snapshot-folders.ts';

let dir: string;
let book: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pier-snapshot-folders-'));
  book = join(dir, 'snapshots.json');
});
afterEach(() => rmSync(dir, { recursive: true }));

it('are those of all snapshots, wherever the disk was, in whatever version of the book', () => {
  const paths = [
    '/mnt/a/pier-data/snapshots/1.raw',
    '/mnt/a/pier-data/snapshots/2.raw',
    '/b/snapshots/3.raw',
  ];
  const snapshots = [...paths.map((path) => ({ path })), { path: 'relative' }, { path: 7 }, null];
  writeFileSync(book, JSON.stringify({ version: 2, snapshots }));
  expect(snapshotFolders(book)).toEqual(['/mnt/a/pier-data/snapshots', '/b/snapshots']);
});

it('are none without a book that can be read', () => {
  expect(snapshotFolders(book)).toEqual([]);
  for (const text of ['no', 'null', '{"snapshots":{}}']) {
    writeFileSync(book, text);
    expect(snapshotFolders(book)).toEqual([]);
  }
});
