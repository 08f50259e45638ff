import type { Frame } from '@playwright/test';
import { expect, test } from './public-extension.ts';

test.use({ options: { archive: 'live-charts', title: 'Live Charts' } });

test('Live Charts draws what docker stats streams, for as long as its page is shown', async ({
  extension,
}) => {
  const { docker } = extension;
  await docker.run(['run', '-d', '--name', 'busy', 'busybox', 'sh', '-c', 'while :; do :; done']);
  await docker.run(['run', '-d', '--name', 'idle', 'busybox', 'sleep', '600']);
  const frame = await extension.open();
  for (const name of ['busy', 'idle']) await expect(frame.getByText(name, { exact: true })).toBeVisible();
  // Each second has a point of its own.
  await expect.poll(() => secondsDrawn(frame), { timeout: 60_000 }).toBeGreaterThanOrEqual(3);
  await extension.pictures('overview');
  await frame.getByRole('radio', { name: 'Split' }).check();
  await expect.poll(() => charts(frame)).toBe(8);
  await frame.getByRole('checkbox', { name: 'Network' }).uncheck();
  await expect.poll(() => charts(frame)).toBe(6);
  await extension.pictures('split');
  expect(extension.running('stats')).toHaveLength(1);
  // A container that ends is no longer there.
  await docker.run(['rm', '-f', 'busy']);
  await expect(frame.getByText('busy', { exact: true })).toHaveCount(0, { timeout: 60_000 });
  await expect(frame.getByText('idle', { exact: true })).toBeVisible();
  // The stream ends with its page, and begins anew with it.
  await extension.leave();
  await expect.poll(() => extension.running('stats')).toEqual([]);
  const again = await extension.open();
  await expect.poll(() => secondsDrawn(again), { timeout: 60_000 }).toBeGreaterThanOrEqual(2);
});

function charts(frame: Frame): Promise<number> {
  return frame.locator('svg.recharts-surface').count();
}

/** How many different times the axis of the first chart has. */
async function secondsDrawn(frame: Frame): Promise<number> {
  const axis = frame.locator('svg.recharts-surface').first().locator('.recharts-xAxis tspan');
  return new Set(await axis.allTextContents()).size;
}
