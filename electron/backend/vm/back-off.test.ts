import { describe, expect, it } from 'vitest';
import { RestartBudget } from './back-off.ts';

const MINUTE = 60_000;

describe('RestartBudget', () => {
  it('grants five restarts in a row, each after a longer wait, then none', () => {
    const budget = new RestartBudget();
    const grants = Array.from({ length: 6 }, (_, index) => budget.crashed(index));
    expect(grants.map((grant) => grant?.attempt)).toEqual([1, 2, 3, 4, 5, undefined]);
    expect(grants.slice(0, 5).map((grant) => grant?.delayMs)).toEqual([500, 1000, 2000, 4000, 8000]);
  });

  it('forgets crashes after five stable minutes, and not before', () => {
    const budget = new RestartBudget();
    budget.crashed(0);
    budget.ready(1000);
    expect(budget.crashed(1000 + 5 * MINUTE - 1)?.attempt).toBe(2);
    budget.ready(0);
    expect(budget.crashed(5 * MINUTE)?.attempt).toBe(1);
  });

  it('takes a boot that never was ready for no stable time', () => {
    const budget = new RestartBudget();
    budget.ready(0);
    expect(budget.crashed(MINUTE)?.attempt).toBe(1);
    expect(budget.crashed(20 * MINUTE)?.attempt).toBe(2);
  });

  it('begins anew with a start that a person asked for', () => {
    const budget = new RestartBudget();
    for (let crash = 0; crash < 6; crash++) budget.crashed(crash);
    budget.reset();
    expect(budget.crashed(10)?.attempt).toBe(1);
  });
});
