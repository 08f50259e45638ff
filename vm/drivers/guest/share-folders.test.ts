import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { foldersThere, namesInShares } from './share-folders.ts';

let root: string;
let me: string;
let pierHome: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'pier-folders-')));
  me = join(root, 'me');
  pierHome = join(me, '.pier');
  mkdirSync(join(pierHome, 'vm', 'tls'), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

function link(name: string, to: string): string {
  symlinkSync(to, join(root, name));
  return join(root, name);
}

it('has a folder under its own name and its real one, and none that is not there', async () => {
  const alias = link('alias', me);
  expect(await foldersThere([alias, join(root, 'none')], pierHome)).toEqual([alias, me]);
});

it("does not follow a link into Pier's own folder, nor take the machine's own folders away by one", async () => {
  expect(await foldersThere([link('keys', join(pierHome, 'vm', 'tls'))], pierHome)).toEqual([]);
  expect(await foldersThere([link('to-pier', pierHome)], pierHome)).toEqual([]);
  const all = link('all', '/');
  expect(await foldersThere([all], pierHome)).toEqual([all]);
  // As a settings file may say that was not written by Pier.
  expect(await foldersThere(['/', '/etc', pierHome], pierHome)).toEqual([]);
});

it("knows Pier's folder by way of each shared folder that leads to it", async () => {
  const alias = link('alias', me);
  const all = link('all', '/');
  const other = join(root, 'other');
  mkdirSync(other);
  expect(await namesInShares([pierHome], [alias, all, other])).toEqual([
    pierHome,
    join(alias, '.pier'),
    join(all, pierHome),
  ]);
});
