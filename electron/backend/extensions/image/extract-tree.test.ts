import { lstat, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { TarPiece } from '../../engine/files/tar-entries.ts';
import type { TarEntry } from '../../engine/files/tar-format.ts';
import { BudgetError, ExtractBudget, extractTree, within } from './extract-tree.ts';

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pier-extract-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const big = () => new ExtractBudget({ bytes: 1e6, entries: 100 });

async function* pieces(
  ...entries: [name: string, content: string | { to: string; type?: TarEntry['type'] } | undefined][]
): AsyncGenerator<TarPiece> {
  for (const [name, content] of entries) {
    const isFile = typeof content === 'string';
    const type = content === undefined ? 'folder' : isFile ? 'file' : (content.type ?? 'link');
    const size = isFile ? content.length : 0;
    yield {
      entry: {
        ...{ name, type, size, mode: 0o644, uid: 0, gid: 0, modifiedAt: 0 },
        ...(content !== undefined && !isFile && { linkTarget: content.to }),
      },
      body: (async function* () {
        if (isFile) yield Buffer.from(content);
      })(),
    };
  }
}

const tree = async () => (await readdir(join(dir, 'ui'), { recursive: true })).sort();

it('writes files and the links that stay within', async () => {
  const entries = pieces(
    ['ui', undefined],
    ['ui/a.html', 'a'],
    ['ui/deep/b.js', 'b'],
    ['ui/link', { to: 'deep/b.js' }],
    ['ui/hard', { to: 'ui/a.html', type: 'hard link' }],
    ['ui/pipe', { to: '', type: 'pipe' }],
  );
  expect(await extractTree(entries, join(dir, 'ui'), big())).toBe(3);
  expect(await tree()).toEqual(['a.html', 'deep', 'deep/b.js', 'hard', 'link']);
  expect(await readFile(join(dir, 'ui/link'), 'utf8')).toBe('b');
});

it.each([
  ['up', [['ui/x', { to: '../../etc' }]]],
  ['from the root', [['ui/x', { to: '/etc/passwd' }]]],
  ['nowhere', [['ui/x', { to: 'missing' }]]],
  [
    'through another that is deeper than where it leads',
    [
      ['ui/a/b/c', undefined],
      ['ui/a/b/c/root', { to: '../../..' }],
      ['ui/x', { to: 'a/b/c/root/../../..' }],
    ],
  ],
  [
    'in a folder that is a link',
    [
      ['ui/y', { to: '../..' }],
      ['ui/y/x', { to: 'etc' }],
    ],
  ],
  ['in a circle', [['ui/x', { to: 'x' }]]],
] satisfies [string, Parameters<typeof pieces>][])('leaves out a link that leads %s', async (_, entries) => {
  await extractTree(pieces(['ui', undefined], ...entries), join(dir, 'ui'), big());
  await expect(lstat(join(dir, 'ui/x'))).rejects.toThrow('ENOENT');
});

it('writes no file through a link, and none outside', async () => {
  const entries = pieces(
    ['ui/out', { to: '../..' }],
    ['ui/out/x', 'x'],
    ['ui/../y', 'y'],
    ['ui/a/../../../z', 'z'],
  );
  await extractTree(entries, join(dir, 'ui'), big());
  expect(await tree()).toEqual(['out', 'out/x']);
  expect((await lstat(join(dir, 'ui/out'))).isDirectory()).toBe(true);
  expect(await readdir(dir)).toEqual(['ui']);
});

it('takes no more than it may', async () => {
  const few = new ExtractBudget({ bytes: 100, entries: 1 });
  await expect(extractTree(pieces(['ui/a', ''], ['ui/b', '']), join(dir, 'ui'), few)).rejects.toThrow(
    BudgetError,
  );
  const small = new ExtractBudget({ bytes: 2, entries: 9 });
  await expect(extractTree(pieces(['ui/a', 'abc']), join(dir, 'ui'), small)).rejects.toThrow('too large');
  const link = { to: 'ui/a', type: 'hard link' as const };
  const copies = pieces(['ui/a', 'abc'], ['ui/b', link], ['ui/c', link]);
  const room = new ExtractBudget({ bytes: 8, entries: 9 });
  await expect(extractTree(copies, join(dir, 'ui'), room)).rejects.toThrow('too large');
});

it.each([
  ['ui/a/b', 'linux', '/x/a/b'],
  ['/a', 'linux', '/x/a'],
  ['ui/..', 'linux', undefined],
  ['ui/a\0b', 'linux', undefined],
  ['ui/a:b', 'linux', '/x/a:b'],
  ['ui/a:b', 'win32', undefined],
  ['ui/a\\..\\b', 'win32', undefined],
  ['ui/\udc80', 'linux', undefined],
] as const)('the name %j on %s', (name, platform, path) => {
  expect(within('/x', name, platform)).toBe(path);
});
