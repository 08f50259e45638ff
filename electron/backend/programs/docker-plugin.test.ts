import { chmod, mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { COMPOSE } from '../compose/compose-program.ts';
import { DockerPlugin } from './docker-plugin.ts';

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pier-compose-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const program = () =>
  new DockerPlugin(COMPOSE, {
    bin: join(dir, 'bin'),
    cacheDir: join(dir, 'cache'),
    env: { HOME: join(dir, 'home'), PATH: `${join(dir, 'path')}:/usr/bin:/bin` },
    systemFolders: [join(dir, 'system')],
  });

async function put(place: string, version: string): Promise<string> {
  const path = join(dir, place, 'docker-compose');
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `#!/bin/sh\necho ${version}\n`);
  await chmod(path, 0o755);
  return path;
}

it('says what to do where there is none, and finds one that is put there later', async () => {
  const compose = program();
  await expect(compose.find()).rejects.toMatchObject({
    code: 'compose_missing',
    hint: expect.stringContaining(join(dir, 'bin')),
  });
  const path = await put('bin', '2.40.0');
  expect(await compose.find()).toEqual({ path, version: '2.40.0' });
});

it("prefers the person's own to the system's, and that to the VM image's; version 1 is none", async () => {
  const old = await put('cache/images/old/cli', '2.1.0');
  const image = await put('cache/images/new/cli', '2.26.1-4');
  await utimes(dirname(dirname(old)), 1, 1);
  expect(await program().find()).toEqual({ path: image, version: '2.26.1-4' });
  await put('path', '1.29.2');
  expect((await program().find()).path).toBe(image);
  const system = await put('system', 'v2.20.0');
  expect(await program().find()).toEqual({ path: system, version: '2.20.0' });
  const own = await put('home/.docker/cli-plugins', '5.0.1');
  const compose = program();
  expect((await compose.find()).path).toBe(own);
  await rm(own);
  expect((await compose.find()).path).toBe(system);
});

it('one that does not run here is none', async () => {
  const path = await put('bin', '');
  await writeFile(path, '\x7fELF nothing that this computer can run');
  await expect(program().find()).rejects.toMatchObject({ code: 'compose_missing' });
});
