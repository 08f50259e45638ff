import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { hasMountBelow, makeWorkDir } from './remove-work-dir.ts';

const line = (point: string) => `41 26 0:27 / ${point} rw,relatime shared:5 - tmpfs tmpfs rw`;

test('a mount in the folder, or on it, is seen', () => {
  expect(hasMountBelow([line('/'), line('/var/tmp/b/root/dev/shm')].join('\n'), '/var/tmp/b')).toBe(true);
  expect(hasMountBelow(line('/var/tmp/b'), '/var/tmp/b')).toBe(true);
  expect(hasMountBelow(line('/var/tmp/with\\040blank/proc'), '/var/tmp/with blank')).toBe(true);
});

test('mounts elsewhere do not count, also not in a folder whose name starts alike', () => {
  expect(
    hasMountBelow([line('/'), line('/var/tmp'), line('/var/tmp/bc/proc')].join('\n'), '/var/tmp/b'),
  ).toBe(false);
  expect(hasMountBelow('', '/var/tmp/b')).toBe(false);
});

test('a new one takes the place of those that killed builds left, and of no others', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'pier-work-'));
  try {
    const { pid: dead } = spawnSync('true');
    const others = [`pier-image-${process.pid}-abc`, 'pier-image-without', `other-${dead}-abc`];
    for (const name of [...others, `pier-image-${dead}-abc/tree`]) {
      mkdirSync(join(parent, name), { recursive: true });
    }
    const made = await makeWorkDir(parent);
    expect(readdirSync(parent).sort()).toEqual([...others, basename(made)].sort());
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
});
