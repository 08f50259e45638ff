/** The Electron runtime: whether it is there, where, and why it cannot be used. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot, say } from './setup.mjs';

const DOWNLOAD_LIMIT_MS = 10 * 60_000;
const folder = join(projectRoot, 'node_modules/electron');

export const hasDisplay =
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

/** The program; undefined where the runtime was not fetched. */
export function electronPath() {
  const name = existsSync(join(folder, 'path.txt'))
    ? readFileSync(join(folder, 'path.txt'), 'utf8')
    : undefined;
  const path = name && join(folder, 'dist', name);
  return path && existsSync(path) ? path : undefined;
}

/**
 * Why the desktop app cannot be opened here; undefined where it can.
 * @param {{ fetch: boolean }} options whether the runtime is fetched where it is missing
 */
export function whyNoElectron({ fetch }) {
  if (!hasDisplay) return 'there is no display';
  if (process.platform === 'linux' && process.getuid() === 0) return 'Electron does not run as root';
  if (electronPath()) return undefined;
  if (!fetch) return 'the Electron runtime is missing: node node_modules/electron/install.js';
  say('Fetching the Electron runtime …');
  const fetched = spawnSync(process.execPath, [join(folder, 'install.js')], {
    encoding: 'utf8',
    timeout: DOWNLOAD_LIMIT_MS,
  });
  if (fetched.status === 0 && electronPath()) return undefined;
  const cause = fetched.stderr
    ?.split('\n')
    .find((line) => /error/i.test(line))
    ?.trim();
  return `the Electron runtime could not be fetched${cause ? ` (${cause})` : ''}`;
}
