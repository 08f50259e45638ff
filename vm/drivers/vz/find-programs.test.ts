import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findProgram } from './find-programs.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pier-find-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function program(folder: string, name: string, script: string): string {
  mkdirSync(join(dir, folder), { recursive: true });
  const path = join(dir, folder, name);
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

const env = () => ({ PATH: `/nonexistent:${join(dir, 'a')}:${join(dir, 'b')}` });

it.each([
  ['vfkit', 'echo "vfkit version: v0.6.4"', '0.6.4'],
  ['gvproxy', 'echo "gvproxy version v0.8.8"', '0.8.8'],
  ['gvproxy', 'echo "gvproxy version v1.0.0-rc1"', '1.0.0'],
  // Somebody's own build.
  ['vfkit', 'echo "vfkit version: unknown"', undefined],
] as const)('finds %s that says %j', async (name, script, version) => {
  const path = program('b', name, script);
  expect(await findProgram(name, { env: env() })).toEqual({ path, version });
});

it.each([
  ['vfkit', 'echo "vfkit version: v0.6.1"', /0\.6\.1, and 0\.6\.2 is needed/],
  ['gvproxy', 'echo "gvproxy version v0.8.7"', /0\.8\.7, and 0\.8\.8 is needed/],
  ['vfkit', 'exit 126', /^Run '/],
] as const)(
  'refuses %s where its answer is that of %j, and says how to install it',
  async (name, script, why) => {
    program('a', name, script);
    await expect(findProgram(name, { env: env() })).rejects.toMatchObject({
      code: `${name}_missing`,
      message: expect.stringMatching(why),
      hint: expect.stringMatching(/brew install/),
    });
  },
);

it('looks further where the first is too old, and at what comes with the app before', async () => {
  program('a', 'vfkit', 'echo "vfkit version: v0.5.1"');
  const newer = program('b', 'vfkit', 'echo "vfkit version: v0.7.0"');
  expect((await findProgram('vfkit', { env: env() })).path).toBe(newer);
  const own = program('app', 'vfkit', 'echo "vfkit version: v0.6.2"');
  expect((await findProgram('vfkit', { env: env(), ownFolders: [join(dir, 'app')] })).path).toBe(own);
});

it('says that there is none', async () => {
  await expect(findProgram('gvproxy', { env: {}, platform: 'linux' })).rejects.toMatchObject({
    code: 'gvproxy_missing',
    hint: expect.stringMatching(/0\.8\.8 or newer on the PATH/),
  });
});
