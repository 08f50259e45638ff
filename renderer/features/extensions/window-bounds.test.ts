import { expect, it } from 'vitest';
import { windowBounds } from './window-bounds.ts';

const place = { x: 200, y: 50, width: 800, height: 500 };
const box = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });

it('is where the page has room for it', () => {
  expect(windowBounds(place, [], [])).toEqual(place);
  // A menu of the header, one that is closed, and what is beside.
  expect(windowBounds(place, [box(200, 0, 100, 50), box(300, 100, 0, 0), box(0, 0, 200, 900)], [])).toEqual(
    place,
  );
  expect(windowBounds({ ...place, height: 0 }, [], [])).toBeUndefined();
});

it('makes room for what a person works with', () => {
  expect(windowBounds(place, [box(400, 200, 300, 200)], [])).toBeUndefined();
  expect(windowBounds(place, [box(900, 40, 200, 30)], [])).toBeUndefined();
});

it('ends above messages, and goes where hardly anything of it would be left', () => {
  expect(windowBounds(place, [], [box(700, 450.5, 290, 80), box(700, 380.5, 290, 60)])).toEqual({
    ...place,
    height: 330,
  });
  expect(windowBounds(place, [], [box(700, 560, 290, 80)])).toEqual(place);
  expect(windowBounds(place, [], [box(700, 100, 290, 440)])).toBeUndefined();
});
