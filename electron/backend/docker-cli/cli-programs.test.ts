import { chmodSync, mkdirSync, mkdtempSync, readlinkSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { cliPrograms, installPrograms, type ProgramPlaces, pathLine } from './cli-programs.ts';
import { DockerCliSettings } from './docker-cli-settings.ts';

let home: string;
let places: ProgramPlaces;
let settings: DockerCliSettings;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'pier-programs-'));
  settings = new DockerCliSettings(join(home, 'record.json'));
  places = {
    bin: join(home, 'bin'),
    cacheDir: join(home, 'cache'),
    env: { PATH: join(home, 'path'), HOME: home },
    dockerConfig: join(home, 'docker'),
    userBin: join(home, 'user-bin'),
    pierCommand: join(home, 'pier.mjs'),
    systemFolders: [],
  };
});
afterEach(() => rmSync(home, { recursive: true }));

function put(folder: string, name: string, script = 'echo 1'): string {
  const path = join(home, folder, name);
  mkdirSync(join(home, folder), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${script}\n`);
  chmodSync(path, 0o755);
  return path;
}

const found = async () =>
  Object.fromEntries(
    (await cliPrograms(places)).map(({ name, path, canInstall }) => [name, path ?? canInstall]),
  );

it('finds commands on the PATH and plugins where the docker command looks', async () => {
  const docker = put('path', 'docker');
  const compose = put('docker/cli-plugins', 'docker-compose');
  put('path', 'docker-buildx');
  expect(await found()).toEqual({ docker, 'docker-compose': compose, 'docker-buildx': false, pier: true });
  await expect(installPrograms(places, settings)).rejects.toMatchObject({ code: 'check_failed' });
});

it('takes what is missing from the VM image, once it runs here, and takes it away again', async () => {
  put('path', 'docker');
  put('.', 'pier.mjs');
  const kept = put('docker/cli-plugins', 'docker-compose');
  const source = put('cache/images/one/cli', 'docker-buildx');
  put('cache/images/one/cli', 'docker-compose');
  expect(await installPrograms(places, settings)).toEqual(['docker-buildx', 'pier']);
  const link = join(home, 'docker/cli-plugins/docker-buildx');
  expect(await found()).toMatchObject({ 'docker-compose': kept, 'docker-buildx': link });
  expect(readlinkSync(link)).toBe(join(home, 'bin/docker-buildx'));
  // The same bytes, and no room for them.
  expect(statSync(link).ino).toBe(statSync(source).ino);
  expect(
    await installPrograms({ ...places, env: { ...places.env, PATH: join(home, 'user-bin') } }, settings),
  ).toEqual([]);
  await settings.putBack();
  expect(await found()).toMatchObject({ 'docker-compose': kept, 'docker-buildx': true });
});

it('leaves no program that does not run here', async () => {
  put('cache/images/one/cli', 'docker-compose', 'exit 3');
  await expect(installPrograms(places, settings)).rejects.toMatchObject({
    code: 'check_failed',
    message: expect.stringContaining("'docker-compose'"),
  });
  expect(await found()).toMatchObject({ 'docker-compose': true });
});

it('tells how a shell gets a folder onto its PATH', () => {
  const line = (shell: string) => pathLine('/home/me/.local/bin', { HOME: '/home/me', SHELL: shell });
  expect(line('/bin/bash')).toBe('echo \'export PATH="$HOME/.local/bin:$PATH"\' >> ~/.bashrc');
  expect(line('/usr/bin/zsh')).toContain('~/.zshrc');
  expect(line('/usr/bin/fish')).toBe('fish_add_path $HOME/.local/bin');
  expect(pathLine('/opt/bin', {})).toBe('export PATH="/opt/bin:$PATH"');
});

it("fetches of Pier's release what no image has for this computer", async () => {
  put('path', 'docker');
  const fetched = put('downloads', 'docker-compose-2.0.0-darwin-arm64', 'echo compose');
  const asked: string[] = [];
  places.release = {
    has: (name) => name === 'docker-compose',
    fetch: async (name) => {
      asked.push(name);
      return fetched;
    },
  };
  expect(await found()).toMatchObject({ 'docker-compose': true, 'docker-buildx': false });
  expect(await installPrograms(places, settings)).toEqual(['docker-compose', 'pier']);
  expect(asked).toEqual(['docker-compose']);
  expect(readlinkSync(join(home, 'docker/cli-plugins/docker-compose'))).toBe(
    join(home, 'bin/docker-compose'),
  );
});
