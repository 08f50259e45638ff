import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { HostWake } from './host-wake.ts';

const woken: number[] = [];
const wake = new HostWake({ onWake: (awayMs) => woken.push(awayMs), everyMs: 3000 });
beforeEach(() => {
  vi.useFakeTimers();
  woken.length = 0;
});
afterEach(() => {
  wake.watch(false);
  vi.useRealTimers();
});

it('notices a wall clock that went on without the timer, forward and back, once', () => {
  wake.watch(true);
  vi.advanceTimersByTime(10_000);
  expect(woken).toEqual([]);
  vi.setSystemTime(Date.now() + 60_000);
  vi.advanceTimersByTime(9000);
  expect(woken).toEqual([60_000]);
  vi.setSystemTime(Date.now() - 7000);
  vi.advanceTimersByTime(9000);
  expect(woken).toEqual([60_000, -7000]);
});

it('has no timer while nobody needs it, and one at most', () => {
  wake.watch(true);
  wake.watch(true);
  expect(vi.getTimerCount()).toBe(1);
  wake.watch(false);
  expect(vi.getTimerCount()).toBe(0);
  vi.setSystemTime(Date.now() + 60_000);
  wake.watch(true);
  vi.advanceTimersByTime(9000);
  expect(woken).toEqual([]);
});
