import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { silentLogger } from '../log/logger.ts';
import { KnownProjects } from './known-projects.ts';

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pier-compose-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const open = () => new KnownProjects({ path: join(dir, 'projects.json'), log: silentLogger });
const files = (name: string) => ({ name, workingDir: '/src', configFiles: ['/src/c.yaml'], envFiles: [] });

it('remembers over a restart, one of each name, and forgets', async () => {
  const known = open();
  expect(await known.all()).toEqual([]);
  let changes = 0;
  const unsubscribe = known.onChange(() => {
    changes += 1;
  });
  await known.remember(files('a'));
  await known.remember(files('b'));
  await known.remember({ ...files('a'), workingDir: '/new' });
  expect(await open().all()).toEqual([files('b'), { ...files('a'), workingDir: '/new' }]);
  await known.forget('b');
  await known.forget('unknown');
  expect(changes).toBe(4);
  unsubscribe();
  expect((await open().all()).map(({ name }) => name)).toEqual(['a']);
});

it('begins anew where its file is damaged', async () => {
  await writeFile(join(dir, 'projects.json'), '{"projects": [');
  const known = open();
  expect(await known.all()).toEqual([]);
  await known.remember(files('a'));
  expect(JSON.parse(await readFile(join(dir, 'projects.json'), 'utf8')).projects).toEqual([files('a')]);
});
