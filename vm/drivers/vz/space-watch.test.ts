import { expect, it, vi } from 'vitest';
import { SpaceWatch } from './space-watch.ts';

const MIB = 1024 ** 2;

it('holds the machine while the disk is nearly full, tells so, and lets it go on; not what a person holds', async () => {
  let free = 2048 * MIB;
  let isPaused = false;
  const told: string[] = [];
  const watch = new SpaceWatch({
    ...{ folder: () => '/disk', isPaused: () => isPaused, lookEveryMs: 1, free: async () => free },
    pause: async () => void told.push('pause'),
    resume: async () => void told.push('resume'),
    onTrouble: (error) => void told.push(error?.code ?? 'over'),
  });
  free = 100 * MIB;
  await vi.waitFor(() => expect(told).toEqual(['pause', 'home_disk_full']));
  expect(watch.holds).toBe(true);
  // Not at the first byte.
  free = 600 * MIB;
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(told).toHaveLength(2);
  free = 900 * MIB;
  await vi.waitFor(() => expect(told.slice(2)).toEqual(['resume', 'over']));
  isPaused = true;
  free = 0;
  await new Promise((resolve) => setTimeout(resolve, 10));
  expect(told).toHaveLength(4);
  watch.close();
});
