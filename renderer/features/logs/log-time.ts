import type { LogTime } from '../../../shared/contract/logs.ts';

/** In this computer's time zone, to the millisecond: "2026-01-31 14:05:09.123". */
export function localTime({ seconds, nanos }: LogTime): string {
  const date = new Date(seconds * 1000);
  const pad = (value: number, digits = 2) => String(value).padStart(digits, '0');
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  const clock = `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
  return `${day} ${clock}.${pad(Math.floor(nanos / 1e6), 3)}`;
}

/** "2026-01-02T03:04:05.000000001Z", as the engine writes it. */
export function rfc3339({ seconds, nanos }: LogTime): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 19)}.${String(nanos).padStart(9, '0')}Z`;
}
