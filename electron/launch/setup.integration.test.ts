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

it('has nothing started of what it installs, and leaves what prevents that nowhere', () => {
  // In place of apt-get: asks as the scripts of packages do before they start a service, and fails.
  const apt =
    '#!/bin/sh\n[ "$1" = update ] && exit; /usr/sbin/policy-rc.d ssh start; echo "policy: $?"; exit 1';
  const script = [
    'd=$(mktemp -d) && mount -t tmpfs none $d && mkdir $d/u $d/w',
    'mount -t overlay none -o lowerdir=/usr/sbin,upperdir=$d/u,workdir=$d/w /usr/sbin',
    'rm -f /usr/sbin/policy-rc.d',
    'printf "%s" "$APT" > $d/apt && chmod 755 $d/apt && mount --bind $d/apt /usr/bin/apt-get',
    'mount --bind /dev/null /usr/bin/mmdebstrap',
    `{ ${process.execPath} ${start}; ls /usr/sbin/policy-rc.d; umount -l $d; rmdir $d; }`,
  ];
  const done = spawnSync('unshare', ['-m', 'sh', '-c', script.join(' && ')], {
    encoding: 'utf8',
    env: { ...process.env, APT: apt },
  });
  expect(done.stderr).toContain('policy: 101');
  expect(done.stderr).toMatch(/policy-rc\.d.*No such file/);
});
