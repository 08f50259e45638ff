import { expect, it } from 'vitest';
import { eachBounded } from './each-bounded.ts';

it('runs all, never more at once than the limit, in their order', async () => {
  let running = 0;
  let most = 0;
  const begun: number[] = [];
  await eachBounded([1, 2, 3, 4, 5], 2, async (item) => {
    begun.push(item);
    running += 1;
    most = Math.max(most, running);
    await Promise.resolve();
    running -= 1;
  });
  expect(begun).toEqual([1, 2, 3, 4, 5]);
  expect(most).toBe(2);
});

it('a failure ends it when what runs has ended, and nothing more begins', async () => {
  const begun: number[] = [];
  let finishFirst = () => {};
  const first = new Promise<void>((resolve) => {
    finishFirst = resolve;
  });
  const all = eachBounded([1, 2, 3, 4], 2, async (item) => {
    begun.push(item);
    if (item === 1) await first;
    if (item === 2) throw new Error('two');
  });
  finishFirst();
  await expect(all).rejects.toThrow('two');
  expect(begun).toEqual([1, 2]);
});
