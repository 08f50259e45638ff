import { expect, test } from 'vitest';
import { hasMountBelow } from './remove-work-dir.ts';

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
