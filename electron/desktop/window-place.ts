import { z } from 'zod';

/** In the points that Electron counts in. */
export interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A screen, without what panels and the dock take of it. */
export interface Display {
  id: number;
  workArea: Rectangle;
}

/** Where the main window was, as it is kept between two runs. */
export const windowPlaceFile = z.object({
  version: z.literal(1),
  /** Of the window when it is neither maximized nor fills the screen. */
  bounds: z.object({
    x: z.number().int(),
    y: z.number().int(),
    width: z.number().int(),
    height: z.number().int(),
  }),
  /** The screen it was on: its maximized window comes back there. */
  display: z.number(),
  maximized: z.boolean(),
  fullScreen: z.boolean(),
  /** Whether the person was told that closing the window leaves Pier in the tray. */
  toldOfTray: z.boolean().default(false),
});

export type WindowPlace = z.infer<typeof windowPlaceFile>;

/** What a window is opened with. */
export interface OpeningPlace {
  bounds: Rectangle;
  maximized: boolean;
  fullScreen: boolean;
}

export const MIN_WIDTH = 820;
export const MIN_HEIGHT = 540;
const FIRST_WIDTH = 1280;
const FIRST_HEIGHT = 820;

/**
 * Where the window opens: where it was, as far as that is on a screen that is there now. One whose screen is gone, and
 * the first of an installation, is in the middle of the main screen. It is never larger than its screen.
 * @param displays the main one first
 */
export function openingPlace(kept: WindowPlace | undefined, displays: readonly Display[]): OpeningPlace {
  const [main] = displays;
  const area = main?.workArea ?? { x: 0, y: 0, width: FIRST_WIDTH, height: FIRST_HEIGHT };
  if (!kept) {
    return { bounds: centred({ width: FIRST_WIDTH, height: FIRST_HEIGHT }, area), ...PLAIN };
  }
  const { maximized, fullScreen } = kept;
  const home = displays.find(({ id }) => id === kept.display) ?? mostCovered(kept.bounds, displays);
  const bounds = home ? within(kept.bounds, home.workArea) : centred(kept.bounds, area);
  return { bounds, maximized, fullScreen };
}

const PLAIN = { maximized: false, fullScreen: false };

/** In the middle, and no larger than the screen. */
function centred(size: Pick<Rectangle, 'width' | 'height'>, area: Rectangle): Rectangle {
  const { width, height } = fitting(size, area);
  return {
    x: area.x + Math.round((area.width - width) / 2),
    y: area.y + Math.round((area.height - height) / 2),
    width,
    height,
  };
}

/** Moved as little as is needed for all of it to be seen: a title bar out of sight cannot be dragged back. */
function within(bounds: Rectangle, area: Rectangle): Rectangle {
  const { width, height } = fitting(bounds, area);
  return {
    x: clamp(bounds.x, area.x, area.x + area.width - width),
    y: clamp(bounds.y, area.y, area.y + area.height - height),
    width,
    height,
  };
}

/** A screen may be smaller than the least that the window asks for. */
function fitting({ width, height }: Pick<Rectangle, 'width' | 'height'>, area: Rectangle) {
  return {
    width: Math.min(Math.max(width, MIN_WIDTH), area.width),
    height: Math.min(Math.max(height, MIN_HEIGHT), area.height),
  };
}

function mostCovered(bounds: Rectangle, displays: readonly Display[]): Display | undefined {
  const covered = displays
    .map((display) => ({ display, size: overlap(bounds, display.workArea) }))
    .filter(({ size }) => size > 0)
    .sort((a, b) => b.size - a.size);
  return covered[0]?.display;
}

function overlap(a: Rectangle, b: Rectangle): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return width > 0 && height > 0 ? width * height : 0;
}

function clamp(value: number, min: number, max: number): number {
  return Math.max(min, Math.min(value, max));
}
