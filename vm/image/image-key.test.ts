import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { imageKey } from './image-key.ts';

let guest: string;
beforeEach(async () => {
  guest = await mkdtemp(join(tmpdir(), 'pier-key-'));
  await mkdir(join(guest, 'root'));
  await writeFile(join(guest, 'packages'), 'docker.io\n');
  await writeFile(join(guest, 'root', 'init'), '#!/bin/sh\n', { mode: 0o644 });
});
afterEach(() => rm(guest, { recursive: true, force: true }));

test('the same inputs give the same key, wherever they lie and in whatever order settings are written', async () => {
  const before = await imageKey(guest, { suite: 'trixie', buildVersion: '1' });
  const elsewhere = `${guest}-moved`;
  await rename(guest, elsewhere);
  guest = elsewhere;
  expect(await imageKey(guest, { buildVersion: '1', suite: 'trixie' })).toBe(before);
  expect(before).toMatch(/^[0-9a-f]{16}$/);
});

test('every kind of change gives another key', async () => {
  const keys = new Set([await imageKey(guest, { v: '1' })]);
  keys.add(await imageKey(guest, { v: '2' }));
  await writeFile(join(guest, 'packages'), 'docker.io\niptables\n');
  keys.add(await imageKey(guest, { v: '1' }));
  await chmod(join(guest, 'root', 'init'), 0o755);
  keys.add(await imageKey(guest, { v: '1' }));
  await writeFile(join(guest, 'root', 'new'), '');
  keys.add(await imageKey(guest, { v: '1' }));
  await rename(join(guest, 'root', 'new'), join(guest, 'root', 'newer'));
  keys.add(await imageKey(guest, { v: '1' }));
  expect(keys.size).toBe(6);
});

test('text that moves from one file to the next is a change', async () => {
  await writeFile(join(guest, 'a'), 'xy');
  await writeFile(join(guest, 'b'), 'z');
  const before = await imageKey(guest, {});
  await writeFile(join(guest, 'a'), 'x');
  await writeFile(join(guest, 'b'), 'yz');
  expect(await imageKey(guest, {})).not.toBe(before);
});
