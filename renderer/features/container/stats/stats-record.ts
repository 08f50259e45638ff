import { STATS_FIELDS, type StatsField, type StatsSeries } from '../../../../shared/contract/stats.ts';

/** More is let go; the backend keeps as much. */
const KEPT_MS = 60 * 60 * 1000;
/** Samples come each second; where they are this far apart nobody watched, in milliseconds. */
export const GAP_MS = 5000;

/** What a view knows of a container: the backend's history and what came since, as columns of one length. */
export class StatsRecord {
  series: StatsSeries = emptySeries();

  get length(): number {
    return this.series.time.length;
  }

  /** In milliseconds since the epoch; undefined while there is none. */
  get lastTime(): number | undefined {
    return this.series.time.at(-1);
  }

  /**
   * Adds what a stream told. The first item of a stream may tell again what is known, and may know less than this: the
   * backend was started again.
   */
  add(more: StatsSeries): void {
    const first = more.time[0];
    if (first === undefined) return;
    const kept = indexFrom(this.series.time, first);
    const oldest = (more.time.at(-1) ?? first) - KEPT_MS;
    const from = Math.min(kept, indexFrom(this.series.time, oldest));
    for (const field of STATS_FIELDS) {
      const column = this.series[field];
      column.length = kept;
      if (from > 0) column.splice(0, from);
      for (const value of more[field]) column.push(value);
    }
  }

  /** The value of a sample; undefined where there is none. */
  at(field: StatsField, index: number): number | undefined {
    return this.series[field][index];
  }

  /** The number of the first sample at or after a time. */
  indexFrom(time: number): number {
    return indexFrom(this.series.time, time);
  }
}

export function emptySeries(): StatsSeries {
  return Object.fromEntries(STATS_FIELDS.map((field) => [field, [] as number[]])) as StatsSeries;
}

/** Columns for a chart from sample `from` on: seconds, then a column for each field, with a hole in every gap. */
export function chartData(
  record: StatsRecord,
  fields: readonly StatsField[],
  from: number,
): [number[], ...(number | null)[][]] {
  const { time } = record.series;
  const seconds: number[] = [];
  const columns: (number | null)[][] = fields.map(() => []);
  for (let index = from; index < time.length; index += 1) {
    const now = time[index] ?? 0;
    const before = index > from ? (time[index - 1] ?? now) : now;
    if (now - before > GAP_MS) {
      seconds.push((before + 1) / 1000);
      for (const column of columns) column.push(null);
    }
    seconds.push(now / 1000);
    fields.forEach((field, i) => {
      columns[i]?.push(record.series[field][index] ?? null);
    });
  }
  return [seconds, ...columns];
}

/** RFC 4180, a line a sample, with times as RFC 3339. */
export function toCsv(series: StatsSeries): string {
  const head = STATS_FIELDS.map((field) => field.replaceAll(/[A-Z]/g, (sign) => `_${sign.toLowerCase()}`));
  const lines = series.time.map((time, index) =>
    STATS_FIELDS.map((field) =>
      field === 'time' ? new Date(time).toISOString() : series[field][index],
    ).join(','),
  );
  return `${[head.join(','), ...lines].join('\r\n')}\r\n`;
}

/** By halves: the times are in order. */
function indexFrom(times: readonly number[], time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((times[middle] ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
