import { LINE_HEIGHT } from './line-height.ts';

/** A browser cannot make an element higher; Firefox ends at 17.8 million. In CSS pixels. */
const HIGHEST = 12_000_000;

/** Room above the first line and below the last, in CSS pixels. */
export const PADDING = 4;

/** What is at the top of the view: a line's place among those shown, and how much of it is above the view, 0 to 1. */
export interface ScrollPlace {
  index: number;
  fraction: number;
}

/** The scrollbar of a list of lines, of which only those in sight have a height that is known. */
export interface ScrollSpace {
  /** Of the space that is scrolled, in CSS pixels. */
  height: number;
  /** Whether a pixel of the scrollbar is a pixel of the lines. If not, wheel and keys must do the sum themselves. */
  exact: boolean;
  /** How far it can be scrolled. */
  range: number;
  /** The place that is at the top when it is scrolled to its end. */
  last: number;
}

/**
 * @param last the place at the top when the end is in sight; undefined where every line is LINE_HEIGHT high
 */
export function scrollSpace(count: number, viewHeight: number, last?: number): ScrollSpace {
  const whole = count * LINE_HEIGHT + 2 * PADDING;
  const height = Math.min(whole, HIGHEST);
  const range = Math.max(0, height - viewHeight);
  const exact = last === undefined && whole <= HIGHEST;
  const lastPlace = last ?? Math.max(0, (whole - viewHeight) / LINE_HEIGHT);
  return { height, exact, range, last: lastPlace };
}

export function toScrollTop(space: ScrollSpace, { index, fraction }: ScrollPlace): number {
  if (space.exact) return Math.min(space.range, (index + fraction) * LINE_HEIGHT);
  if (space.last <= 0) return 0;
  return Math.min(1, (index + fraction) / space.last) * space.range;
}

export function fromScrollTop(space: ScrollSpace, scrollTop: number): ScrollPlace {
  const place = space.exact
    ? scrollTop / LINE_HEIGHT
    : space.range === 0
      ? 0
      : (scrollTop / space.range) * space.last;
  const bounded = Math.max(0, Math.min(place, space.last));
  const index = Math.floor(bounded);
  return { index, fraction: bounded - index };
}

/**
 * The place that is at the top when the last line ends at the bottom of the view.
 * @param heightOf of the line at a place, in CSS pixels
 */
export function endPlace(
  count: number,
  viewHeight: number,
  heightOf: (index: number) => number,
): ScrollPlace {
  let left = viewHeight - 2 * PADDING;
  for (let index = count - 1; index >= 0; index--) {
    const height = heightOf(index);
    if (height >= left) return { index, fraction: (height - left) / height };
    left -= height;
  }
  return { index: 0, fraction: 0 };
}

/** The place so many pixels further down, or up where they are negative. */
export function movedBy(
  place: ScrollPlace,
  pixels: number,
  count: number,
  heightOf: (index: number) => number,
): ScrollPlace {
  let { index } = place;
  let rest = place.fraction * heightOf(index) + pixels;
  while (rest < 0 && index > 0) {
    index -= 1;
    rest += heightOf(index);
  }
  if (rest < 0) return { index: 0, fraction: 0 };
  while (index < count - 1) {
    const height = heightOf(index);
    if (rest < height) return { index, fraction: rest / height };
    rest -= height;
    index += 1;
  }
  return { index: Math.max(0, count - 1), fraction: Math.min(1, rest / heightOf(index)) };
}

export function isBehind(a: ScrollPlace, b: ScrollPlace): boolean {
  return a.index > b.index || (a.index === b.index && a.fraction > b.fraction);
}
