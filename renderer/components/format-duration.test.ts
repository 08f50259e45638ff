import { describe, expect, it } from 'vitest';
import { formatAge, formatElapsed, formatStepTime } from './format-duration.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe('formatElapsed', () => {
  it.each([
    [-1, '0 s'],
    [999, '0 s'],
    [59_999, '59 s'],
    [65 * SECOND, '1 m 05 s'],
    [HOUR - 1, '59 m 59 s'],
    [2 * HOUR + 3 * MINUTE, '2 h 03 m'],
  ])('%d ms is %s', (ms, text) => expect(formatElapsed(ms)).toBe(text));
});

describe('formatStepTime', () => {
  it.each([
    [0, '0.0 s'],
    [340, '0.3 s'],
    [9_940, '9.9 s'],
    [9_960, '10 s'],
    [75_000, '1 m 15 s'],
  ])('%d ms is %s', (ms, text) => expect(formatStepTime(ms)).toBe(text));
});

describe('formatAge', () => {
  it.each([
    [-10, 'a moment'],
    [999, 'a moment'],
    [SECOND, '1 second'],
    [59 * SECOND, '59 seconds'],
    [MINUTE, '1 minute'],
    [HOUR - 1, '59 minutes'],
    [HOUR, '1 hour'],
    [DAY, '1 day'],
    [13 * DAY, '13 days'],
    [14 * DAY, '2 weeks'],
    [61 * DAY, '2 months'],
    [800 * DAY, '2 years'],
  ])('%d ms is %s', (ms, text) => expect(formatAge(ms)).toBe(text));
});
