import { describe, expect, it } from 'vitest';
import { endPlace, fromScrollTop, isBehind, movedBy, scrollSpace, toScrollTop } from './scroll-place.ts';

const heights = [20, 60, 20, 100, 20, 20, 40];
const heightOf = (index: number) => heights[index] ?? 20;

describe('scrolling', () => {
  it('is pixel for pixel as long as a browser can be that high', () => {
    const space = scrollSpace(1000, 400);
    expect([space.exact, space.height, space.range]).toEqual([true, 20_008, 19_608]);
    expect(fromScrollTop(space, 30)).toEqual({ index: 1, fraction: 0.5 });
    expect(toScrollTop(space, { index: 1, fraction: 0.5 })).toBe(30);
  });

  it('reaches both ends of a million lines', () => {
    const space = scrollSpace(1_000_000, 400);
    expect(space.exact).toBe(false);
    expect(space.height).toBe(12_000_000);
    expect(fromScrollTop(space, 0)).toEqual({ index: 0, fraction: 0 });
    const { index } = fromScrollTop(space, space.range);
    expect(index).toBe(999_980);
    for (const place of [1, 333_333, 999_979]) {
      expect(fromScrollTop(space, toScrollTop(space, { index: place, fraction: 0.5 })).index).toBe(place);
    }
  });

  it('ends where the last line is at the bottom', () => {
    // 40, 20 and 20 fit, and 12 of the 100.
    expect(endPlace(7, 100, heightOf)).toEqual({ index: 3, fraction: 0.88 });
    expect(endPlace(2, 1000, heightOf)).toEqual({ index: 0, fraction: 0 });
    expect(endPlace(0, 1000, heightOf)).toEqual({ index: 0, fraction: 0 });
  });

  it('moves by pixels over lines of any height, and back to where it was', () => {
    const begin = { index: 0, fraction: 0.5 };
    const moved = movedBy(begin, 115, 7, heightOf);
    expect(moved).toEqual({ index: 3, fraction: 0.25 });
    expect(movedBy(moved, -115, 7, heightOf)).toEqual(begin);
    expect(movedBy(begin, -50, 7, heightOf)).toEqual({ index: 0, fraction: 0 });
    expect(movedBy(begin, 5000, 7, heightOf)).toEqual({ index: 6, fraction: 1 });
  });

  it('knows what is behind what', () => {
    expect(isBehind({ index: 2, fraction: 0 }, { index: 1, fraction: 0.9 })).toBe(true);
    expect(isBehind({ index: 1, fraction: 0.9 }, { index: 1, fraction: 0.9 })).toBe(false);
  });
});
