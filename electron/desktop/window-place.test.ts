import { expect, it } from 'vitest';
import { type Display, openingPlace, type WindowPlace } from './window-place.ts';

const main: Display = { id: 1, workArea: { x: 0, y: 25, width: 1440, height: 875 } };
const right: Display = { id: 2, workArea: { x: 1440, y: 0, width: 1920, height: 1080 } };
const tiny: Display = { id: 3, workArea: { x: 0, y: 0, width: 800, height: 480 } };

const kept = (bounds: WindowPlace['bounds'], over: Partial<WindowPlace> = {}): WindowPlace => ({
  version: 1,
  bounds,
  display: 1,
  maximized: false,
  fullScreen: false,
  toldOfTray: false,
  ...over,
});

const at = (x: number, y: number, width: number, height: number) => ({ x, y, width, height });

it.each<[string, WindowPlace | undefined, Display[], ReturnType<typeof at>]>([
  ['the first time: the middle of the main screen', undefined, [main, right], at(80, 53, 1280, 820)],
  ['where it was', kept(at(100, 100, 900, 600)), [main], at(100, 100, 900, 600)],
  [
    'on the second screen',
    kept(at(1500, 50, 1000, 700), { display: 2 }),
    [main, right],
    at(1500, 50, 1000, 700),
  ],
  [
    'a screen that is gone: the middle of the main one',
    kept(at(1500, 50, 1000, 700), { display: 2 }),
    [main],
    at(220, 113, 1000, 700),
  ],
  [
    'a screen that has another number now: the one it lies on',
    kept(at(1500, 50, 1000, 700), { display: 9 }),
    [main, right],
    at(1500, 50, 1000, 700),
  ],
  ['a title bar above the screen', kept(at(100, -200, 900, 600)), [main], at(100, 25, 900, 600)],
  ['half out to the right', kept(at(1400, 100, 900, 600)), [main], at(540, 100, 900, 600)],
  ['larger than its screen', kept(at(0, 0, 5000, 4000)), [main], at(0, 25, 1440, 875)],
  ['smaller than is of use', kept(at(10, 30, 1, 1)), [main], at(10, 30, 820, 540)],
  ['a screen below the least size', kept(at(10, 30, 820, 540)), [{ ...tiny, id: 1 }], at(0, 0, 800, 480)],
  ['no screen at all', undefined, [], at(0, 0, 1280, 820)],
])('%s', (_, place, displays, bounds) => {
  expect(openingPlace(place, displays).bounds).toEqual(bounds);
});

it('comes back maximized or over the whole screen', () => {
  const bounds = at(100, 100, 900, 600);
  expect(openingPlace(kept(bounds, { maximized: true }), [main])).toEqual({
    bounds,
    maximized: true,
    fullScreen: false,
  });
  expect(openingPlace(kept(bounds, { fullScreen: true }), [main]).fullScreen).toBe(true);
});
