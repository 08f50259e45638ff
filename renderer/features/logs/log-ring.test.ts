import { describe, expect, it } from 'vitest';
import { LogRing } from './log-ring.ts';

describe('LogRing', () => {
  it('keeps the order while it fills and after it wrapped', () => {
    const ring = new LogRing<number>(3);
    ring.push([1, 2]);
    expect([ring.toArray(), ring.dropped, ring.last()]).toEqual([[1, 2], 0, 2]);
    ring.push([3, 4]);
    expect([ring.toArray(), ring.dropped, ring.last()]).toEqual([[2, 3, 4], 1, 4]);
    ring.push([5, 6, 7]);
    expect([ring.toArray(), ring.dropped, ring.at(0)]).toEqual([[5, 6, 7], 4, 5]);
  });
  it('keeps the tail of a batch larger than itself, and counts all it let go', () => {
    const ring = new LogRing<number>(2);
    ring.push([1]);
    ring.push([2, 3, 4, 5]);
    expect([ring.toArray(), ring.dropped]).toEqual([[4, 5], 3]);
    ring.push([6]);
    expect([ring.toArray(), ring.dropped]).toEqual([[5, 6], 4]);
  });
  it('numbers items so that dropped + index never changes for one of them', () => {
    const ring = new LogRing<number>(7);
    for (let item = 0; item < 100; item += 1) {
      ring.push([item]);
      for (let index = 0; index < ring.length; index += 1) expect(ring.at(index)).toBe(ring.dropped + index);
    }
  });
  it('has nothing outside', () => {
    const ring = new LogRing<number>(2);
    expect([ring.at(0), ring.last(), ring.at(-1)]).toEqual([undefined, undefined, undefined]);
  });
  it('refuses a capacity that holds nothing', () => expect(() => new LogRing(0)).toThrow(RangeError));
});
