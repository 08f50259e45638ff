import { t } from '../i18n/index.ts';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A running time to the second, for something that is waited for: "8 s", "1 m 05 s", "2 h 03 m". */
export function formatElapsed(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const padded = (value: number) => String(value).padStart(2, '0');
  if (seconds < MINUTE) return `${seconds} ${t.units.s}`;
  const minutes = Math.floor(seconds / MINUTE);
  if (seconds < HOUR) return `${minutes} ${t.units.m} ${padded(seconds % MINUTE)} ${t.units.s}`;
  return `${Math.floor(seconds / HOUR)} ${t.units.h} ${padded(minutes % 60)} ${t.units.m}`;
}

/** What a step took: to a tenth of a second while that says something, else as `formatElapsed`. */
export function formatStepTime(milliseconds: number): string {
  if (milliseconds < 9950) return `${(Math.max(0, milliseconds) / 1000).toFixed(1)} ${t.units.s}`;
  return formatElapsed(Math.round(milliseconds / 1000) * 1000);
}

/** An age in its largest unit, rounded down: "a moment", "59 seconds", "3 hours", "2 weeks". */
export function formatAge(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds < 1) return t.time.lessThanSecond;
  if (seconds < MINUTE) return t.time.seconds(seconds);
  if (seconds < HOUR) return t.time.minutes(Math.floor(seconds / MINUTE));
  if (seconds < DAY) return t.time.hours(Math.floor(seconds / HOUR));
  const days = Math.floor(seconds / DAY);
  if (days < 14) return t.time.days(days);
  if (days < 60) return t.time.weeks(Math.floor(days / 7));
  if (days < 730) return t.time.months(Math.floor(days / 30.44));
  return t.time.years(Math.floor(days / 365.25));
}
