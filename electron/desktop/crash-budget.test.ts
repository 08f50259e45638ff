import { expect, it } from 'vitest';
import { CrashBudget } from './crash-budget.ts';

it('tries again a few times within its time, and again when a person says so or time has passed', () => {
  let now = 0;
  const budget = new CrashBudget({ limit: 2, withinMs: 1000, now: () => now });
  expect([budget.spend(), budget.spend(), budget.spend(), budget.spend()]).toEqual([
    true,
    true,
    false,
    false,
  ]);
  budget.renew();
  expect(budget.spend()).toBe(true);
  now = 1000;
  expect([budget.spend(), budget.spend(), budget.spend()]).toEqual([true, true, false]);
});
