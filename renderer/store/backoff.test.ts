import { expect, it } from 'vitest';
import { backoff } from './backoff.ts';

it('doubles up to its limit', () => {
  expect([0, 1, 2, 3, 4, 5, 100].map((attempt) => backoff(attempt, 0.5))).toEqual([
    500, 1000, 2000, 4000, 8000, 10_000, 10_000,
  ]);
});

it('is spread by a fifth to both sides', () => {
  expect([backoff(0, 0), backoff(0, 1)]).toEqual([400, 600]);
});
