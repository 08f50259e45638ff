import { describe, expect, it } from 'vitest';
import { nextRun } from './next-run.ts';

const at = (text: string) => new Date(text).getTime();

describe('nextRun', () => {
  it('is later today, or tomorrow', () => {
    const plan = { every: 'daily', weekday: 1, time: '03:30' } as const;
    expect(nextRun(plan, at('2024-05-06T01:00:00'))).toBe(at('2024-05-06T03:30:00'));
    expect(nextRun(plan, at('2024-05-06T03:30:00'))).toBe(at('2024-05-07T03:30:00'));
    expect(nextRun(plan, at('2024-12-31T23:59:59'))).toBe(at('2025-01-01T03:30:00'));
  });

  it('is on the weekday, in a week where today is over', () => {
    // The 6th of May 2024 is a Monday.
    const plan = { every: 'weekly', weekday: 1, time: '12:00' } as const;
    expect(nextRun(plan, at('2024-05-06T11:59:00'))).toBe(at('2024-05-06T12:00:00'));
    expect(nextRun(plan, at('2024-05-06T12:00:00'))).toBe(at('2024-05-13T12:00:00'));
    expect(nextRun({ ...plan, weekday: 0 }, at('2024-05-06T12:00:00'))).toBe(at('2024-05-12T12:00:00'));
  });
});
