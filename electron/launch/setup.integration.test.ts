import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const start = join(dirname(fileURLToPath(import.meta.url)), 'start.mjs');
const NOBODY = 65_534;

/** Runs `npm start`'s script on a machine where the given programs cannot be run: hidden in a mount namespace. */
function startWithout(programs: string[], uid: number) {
  const hide = programs.filter((path) => existsSync(path)).map((path) => `mount --bind /dev/null ${path}`);
  const script = `${hide.join(' && ')} && exec setpriv --reuid=${uid} --clear-groups -- ${process.execPath} ${start}`;
  return spawnSync('unshare', ['-m', 'sh', '-c', script], { encoding: 'utf8' });
}

it('says the exact command where it may not install, and fails', () => {
  const done = startWithout(['/usr/bin/mmdebstrap', '/usr/bin/unxz'], NOBODY);
  expect(done.stderr).toContain('Missing on this machine: mmdebstrap, xz-utils');
  expect(done.stderr).toContain(
    'Run: sudo apt-get update && sudo apt-get install -y --no-install-recommends mmdebstrap xz-utils',
  );
  expect(done.status).toBe(1);
});

it('names the packages on a system without apt', () => {
  const done = startWithout(['/usr/bin/mmdebstrap', '/usr/bin/apt-get'], 0);
  expect(done.stderr).toContain('Missing on this machine: mmdebstrap (names of Debian');
  expect(done.stderr).toContain('package manager of your system');
  expect(done.status).toBe(1);
});
