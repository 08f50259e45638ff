import { type RefObject, useCallback, useEffect, useLayoutEffect, useReducer, useRef } from 'react';
import { flushSync } from 'react-dom';
import { LINE_HEIGHT } from './line-height.ts';
import {
  endPlace,
  fromScrollTop,
  isBehind,
  movedBy,
  PADDING,
  type ScrollPlace,
  scrollSpace,
  toScrollTop,
} from './scroll-place.ts';
import type { LineList } from './visible-lines.ts';

export interface LogScrollOptions {
  scroller: RefObject<HTMLElement | null>;
  /** What moves within the view; its children are the lines, `data-number` says which. */
  rows: RefObject<HTMLElement | null>;
  lines: LineList;
  viewHeight: number;
  /** Whether lines may be higher than LINE_HEIGHT; then what is not drawn is estimated. */
  heightOf: ((number: number) => number) | undefined;
  following: boolean;
  onFollowing(following: boolean): void;
}

export interface LogScroll {
  /** Of the space that is scrolled, in CSS pixels. */
  height: number;
  /** The lines to draw, by their places. */
  from: number;
  end: number;
  moveBy(pixels: number): void;
  toBegin(): void;
  /** Brings a line into sight, where it is not already. @param number absolute */
  reveal(number: number): void;
  /** The absolute number of the line at the top. */
  top(): number;
}

/** Lines below the view that are drawn as well. */
const BELOW = 2;

/**
 * Scrolls a list of lines of any number and height. The scrollbar counts lines; heights matter only in sight, where they
 * are measured. The line at the top is held by its number, so what is read stays where it is while others come and go.
 */
export function useLogScroll(options: LogScrollOptions): LogScroll {
  const { scroller, rows, lines, viewHeight, heightOf, following } = options;
  /** The line at the top, by its number. While following it goes along, so that a pause begins where one is. */
  const anchor = useRef({ number: 0, fraction: 0 });
  const [, render] = useReducer((count: number) => count + 1, 0);
  const latest = useRef(options);
  latest.current = options;
  /** Where the scrollbar was put; what differs from it, a person has done. */
  const expected = useRef(0);

  const estimate = (index: number) => heightOf?.(lines.at(index) ?? -1) ?? LINE_HEIGHT;
  const end = heightOf ? endPlace(lines.length, viewHeight, estimate) : undefined;
  const space = scrollSpace(lines.length, viewHeight, end && end.index + end.fraction);
  const bottom = end ?? fromScrollTop({ ...space, exact: true }, space.last * LINE_HEIGHT);
  let place: ScrollPlace = bottom;
  if (!following) {
    const { number, fraction } = anchor.current;
    const index = lines.indexOf(number);
    place = { index, fraction: lines.at(index) === number ? fraction : 0 };
    // Fewer lines than before may be left below it.
    if (isBehind(place, bottom)) place = bottom;
  }
  const drawn = drawnLines(lines.length, viewHeight, place, following, estimate);

  /** Heights as they are drawn, and else as they are thought to be. */
  const measuredHeights = useCallback(() => {
    const { rows, lines, heightOf } = latest.current;
    const known = new Map<number, number>();
    for (const row of rows.current?.children ?? []) {
      const { number, aside } = (row as HTMLElement).dataset;
      if (number !== undefined && aside === undefined)
        known.set(Number(number), (row as HTMLElement).offsetHeight);
    }
    return (index: number) => {
      const number = lines.at(index) ?? -1;
      return known.get(number) ?? heightOf?.(number) ?? LINE_HEIGHT;
    };
  }, []);

  const present = useRef({ place, space });
  present.current = { place, space };

  const goTo = useCallback((next: ScrollPlace) => {
    const { lines, onFollowing } = latest.current;
    anchor.current = { number: lines.at(next.index) ?? 0, fraction: next.fraction };
    onFollowing(false);
    render();
  }, []);

  const moveBy = useCallback(
    (pixels: number) => {
      const { lines, viewHeight, following, onFollowing } = latest.current;
      if (lines.length === 0) return;
      const measured = measuredHeights();
      const bottom = endPlace(lines.length, viewHeight, measured);
      const from = following ? bottom : present.current.place;
      const next = movedBy(from, pixels, lines.length, measured);
      if (!isBehind(bottom, next)) {
        if (pixels > 0) onFollowing(true);
        return;
      }
      goTo(next);
    },
    [goTo, measuredHeights],
  );

  // Puts the lines and the scrollbar where they belong, before anything is painted.
  useLayoutEffect(() => {
    const box = scroller.current;
    const body = rows.current;
    if (!box || !body) return;
    let offset: number;
    if (following) {
      const height = heightOf ? body.offsetHeight : (drawn.end - drawn.from) * LINE_HEIGHT;
      offset = Math.min(PADDING, viewHeight - PADDING - height);
      const top = heightOf ? endPlace(lines.length, viewHeight, measuredHeights()) : place;
      anchor.current = { number: lines.at(top.index) ?? 0, fraction: top.fraction };
    } else {
      const first = heightOf
        ? (body.querySelector<HTMLElement>('[data-first]')?.offsetHeight ?? 0)
        : LINE_HEIGHT;
      offset = PADDING - place.fraction * first;
    }
    body.style.transform = `translateY(${Math.round(offset)}px)`;
    const scrollTop = following ? space.range : toScrollTop(space, place);
    if (Math.abs(box.scrollTop - scrollTop) > 0.5) box.scrollTop = scrollTop;
    expected.current = box.scrollTop;
  });

  useEffect(() => {
    const box = scroller.current;
    if (!box) return;
    const onScroll = () => {
      if (Math.abs(box.scrollTop - expected.current) < 1) return;
      const { following, onFollowing } = latest.current;
      const { space } = present.current;
      const atEnd = box.scrollTop >= space.range - LINE_HEIGHT / 2;
      if (following && (atEnd || box.scrollTop > expected.current)) return;
      expected.current = box.scrollTop;
      if (atEnd) onFollowing(true);
      // At once: what is painted next shows where the scrollbar is.
      else flushSync(() => goTo(fromScrollTop(space, box.scrollTop)));
    };
    box.addEventListener('scroll', onScroll);
    return () => box.removeEventListener('scroll', onScroll);
  }, [scroller, goTo]);

  // A pixel of the wheel is to be a pixel of the lines, whatever the scrollbar counts.
  const { exact } = space;
  useEffect(() => {
    const box = scroller.current;
    if (!box || exact) return;
    const onWheel = (event: WheelEvent) => {
      if (event.ctrlKey || event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) return;
      event.preventDefault();
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_HEIGHT : 1;
      moveBy(event.deltaY * unit);
    };
    box.addEventListener('wheel', onWheel, { passive: false });
    return () => box.removeEventListener('wheel', onWheel);
  }, [scroller, exact, moveBy]);

  const reveal = useCallback(
    (number: number) => {
      const { lines, viewHeight } = latest.current;
      const index = lines.indexOf(number);
      const measured = measuredHeights();
      const { place } = present.current;
      const body = rows.current?.getBoundingClientRect();
      const row = rows.current
        ?.querySelector(`[data-number="${number}"]:not([data-aside])`)
        ?.getBoundingClientRect();
      const box = scroller.current?.getBoundingClientRect();
      const inSight = body && row && box && row.top >= box.top && row.bottom <= box.bottom;
      if (inSight) goTo(place);
      else goTo(movedBy({ index, fraction: 0 }, -Math.round(viewHeight / 3), lines.length, measured));
    },
    [goTo, measuredHeights, rows, scroller],
  );

  return {
    height: space.height,
    ...drawn,
    moveBy,
    toBegin: useCallback(() => goTo({ index: 0, fraction: 0 }), [goTo]),
    reveal,
    top: useCallback(() => latest.current.lines.at(present.current.place.index) ?? 0, []),
  };
}

/** From the place on to below the view; at the end from the last line up, to above the view. */
function drawnLines(
  count: number,
  viewHeight: number,
  place: ScrollPlace,
  following: boolean,
  heightOf: (index: number) => number,
): { from: number; end: number } {
  if (following) {
    let from = count;
    for (let left = viewHeight; left > 0 && from > 0; from--) left -= heightOf(from - 1);
    return { from: Math.max(0, from - 1), end: count };
  }
  const from = Math.min(place.index, Math.max(0, count - 1));
  let end = from;
  for (let left = viewHeight + place.fraction * heightOf(from); left > 0 && end < count; end++) {
    left -= heightOf(end);
  }
  return { from, end: Math.min(count, end + BELOW) };
}
