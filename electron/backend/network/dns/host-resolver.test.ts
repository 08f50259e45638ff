import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { HostResolver } from './host-resolver.ts';

let dir: string;
let path: string;
let resolver: HostResolver | undefined;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pier-resolver-'));
  path = join(dir, 'etc', 'resolv.conf');
  for (const folder of ['etc', 'one', 'two']) mkdirSync(join(dir, folder));
});
afterEach(() => {
  resolver?.dispose();
  rmSync(dir, { recursive: true, force: true });
});

const open = () => {
  const opened = new HostResolver(path);
  resolver = opened;
  const told: string[] = [];
  opened.onChange(({ search }) => told.push(search.join(' ')));
  return { told, search: () => opened.current.search.join(' ') };
};
const replace = (file: string, search: string) => {
  writeFileSync(`${file}.new`, `nameserver 192.0.2.1\nsearch ${search}\n`);
  renameSync(`${file}.new`, file);
};

it('follows a file that is replaced, goes and comes, and tells nothing twice', async () => {
  replace(path, 'a.example');
  const { told, search } = open();
  expect(search()).toBe('a.example');
  replace(path, 'b.example');
  await expect.poll(search, { timeout: 5000 }).toBe('b.example');
  replace(path, 'b.example');
  rmSync(path);
  await expect.poll(search, { timeout: 5000 }).toBe('');
  writeFileSync(path, 'search c.example');
  await expect.poll(() => told, { timeout: 5000 }).toEqual(['b.example', '', 'c.example']);
});

it('follows what a link leads to, and a link that leads elsewhere', async () => {
  replace(join(dir, 'one', 'stub'), 'a.example');
  replace(join(dir, 'two', 'stub'), 'c.example');
  symlinkSync('../one/stub', path);
  const { search } = open();
  replace(join(dir, 'one', 'stub'), 'b.example');
  await expect.poll(search, { timeout: 5000 }).toBe('b.example');
  symlinkSync('../two/stub', `${path}.new`);
  renameSync(`${path}.new`, path);
  await expect.poll(search, { timeout: 5000 }).toBe('c.example');
  replace(join(dir, 'two', 'stub'), 'd.example');
  await expect.poll(search, { timeout: 5000 }).toBe('d.example');
});
