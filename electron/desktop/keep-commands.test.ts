import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { commandBeside, findPierCommand, hostPlaces } from '../backend/host-places.ts';
import { keepCommands } from './keep-commands.ts';

let root: string;
let resources: string;
let folder: string;
let env: NodeJS.ProcessEnv;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'pier-commands-'));
  resources = join(root, 'mount', 'resources');
  folder = join(root, 'home', 'commands');
  env = { APPIMAGE: join(root, 'Pier.AppImage'), APPDIR: join(root, 'mount') };
  put('cli/electron/launch/pier', 'one');
  put('node/node', 'node');
  put('vm/image/guest/packages', 'docker.io');
});
afterEach(() => rmSync(root, { recursive: true }));

function put(path: string, text: string): void {
  const file = join(resources, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, 0o755);
}

it('keeps the commands of an AppImage, anew for each version', async () => {
  const kept = join(folder, 'cli/electron/launch/pier');
  expect(await keepCommands(folder, { resources, version: '1', env })).toBe(true);
  expect(statSync(kept).mode & 0o111).not.toBe(0);
  expect(existsSync(join(folder, 'vm/image/guest/packages'))).toBe(true);
  expect(existsSync(join(folder, 'extensions'))).toBe(false);
  put('extensions/disk-explorer-amd64.tar.gz', 'image');
  put('cli/electron/launch/pier', 'two');
  expect(await keepCommands(folder, { resources, version: '1', env })).toBe(false);
  expect(readFileSync(kept, 'utf8')).toBe('one');
  expect(await keepCommands(folder, { resources, version: '2', env })).toBe(true);
  expect(readFileSync(kept, 'utf8')).toBe('two');
  expect(readFileSync(join(folder, 'extensions/disk-explorer-amd64.tar.gz'), 'utf8')).toBe('image');
  rmSync(join(resources, 'node'), { recursive: true });
  await expect(keepCommands(folder, { resources, version: '3', env })).rejects.toThrow('ENOENT');
  expect(readFileSync(kept, 'utf8')).toBe('two');
});

it('leaves an app alone that is installed, also where it was started from within another AppImage', async () => {
  expect(await keepCommands(folder, { resources, version: '1', env: {} })).toBe(false);
  const other = { ...env, APPDIR: join(root, 'other') };
  expect(await keepCommands(folder, { resources, version: '1', env: other })).toBe(false);
  expect(existsSync(folder)).toBe(false);
});

it('finds the launchers of a package, and those of a copy, before the scripts of a checkout', async () => {
  put('cli/electron/launch/pier.mjs', '');
  const launcher = join(resources, 'cli/electron/launch/pier');
  expect(findPierCommand(join(resources, 'app.asar/dist/node/chunks'))).toBe(launcher);
  expect(findPierCommand(join(resources, 'cli/dist/node'))).toBe(launcher);
  expect(commandBeside(launcher, 'docker-pier')).toBe(join(resources, 'cli/electron/launch/docker-pier'));
  const own = hostPlaces({}, folder).pierCommand ?? '';
  expect(own).toMatch(/electron\/launch\/pier\.mjs$/);
  expect(commandBeside(own, 'docker-pier')).toMatch(/electron\/launch\/docker-pier\.mjs$/);
  // As if this code were in the AppImage.
  const mounted = { APPIMAGE: 'x', APPDIR: dirname(dirname(dirname(own))) };
  expect(hostPlaces(mounted, folder).pierCommand).toBeUndefined();
  await keepCommands(folder, { resources, version: '1', env });
  expect(hostPlaces(mounted, folder).pierCommand).toBe(join(folder, 'cli/electron/launch/pier'));
});
