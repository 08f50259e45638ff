import { describe, expect, it } from 'vitest';
import { STATS_FIELDS, type StatsSeries } from '../../../../shared/contract/stats.ts';
import { chartData, StatsRecord, toCsv } from './stats-record.ts';

const HOUR = 3_600_000;

/** Samples at these times, whose values are the time and the number of the field. */
function samples(...times: number[]): StatsSeries {
  return Object.fromEntries(
    STATS_FIELDS.map((field, i) => [field, times.map((time) => (i === 0 ? time : time + i))]),
  ) as StatsSeries;
}

describe('StatsRecord', () => {
  it('adds what is new, takes what is told again once, and keeps what the backend forgot', () => {
    const record = new StatsRecord();
    record.add(samples(1000, 2000));
    record.add(samples());
    record.add(samples(3000));
    expect(record.series.time).toEqual([1000, 2000, 3000]);
    record.add(samples(2000, 3000, 4000));
    expect(record.series.time).toEqual([1000, 2000, 3000, 4000]);
    record.add(samples(9000));
    expect(record.series.time).toEqual([1000, 2000, 3000, 4000, 9000]);
    expect(record.at('pids', 4)).toBe(9012);
    expect([record.length, record.lastTime]).toEqual([5, 9000]);
    expect([0, 1000, 1001, 4000, 99_999].map((time) => record.indexFrom(time))).toEqual([0, 0, 1, 3, 5]);
  });

  it('lets go what is older than an hour', () => {
    const record = new StatsRecord();
    record.add(samples(1000, 2000, 3000));
    record.add(samples(2000 + HOUR));
    expect(record.series.time).toEqual([2000, 3000, 2000 + HOUR]);
    record.add(samples(9 * HOUR));
    expect(record.series.cpuPercent).toEqual([9 * HOUR + 1]);
  });
});

describe('chartData', () => {
  it('has seconds, the fields asked for, and a hole where nobody watched', () => {
    const record = new StatsRecord();
    record.add(samples(1000, 2000, 60_000));
    expect(chartData(record, ['cpuPercent', 'memoryBytes'], 0)).toEqual([
      [1, 2, 2.001, 60],
      [1001, 2001, null, 60_001],
      [1002, 2002, null, 60_002],
    ]);
    expect(chartData(record, ['pids'], 2)).toEqual([[60], [60_012]]);
  });
});

describe('toCsv', () => {
  it('has a line for each sample', () => {
    const [head, first, ...rest] = toCsv(samples(1000)).split('\r\n');
    expect(head).toBe(
      'time,cpu_percent,memory_bytes,memory_limit_bytes,network_received_bytes,network_sent_bytes,network_received_rate,network_sent_rate,block_read_bytes,block_written_bytes,block_read_rate,block_written_rate,pids',
    );
    expect(first).toBe(
      '1970-01-01T00:00:01.000Z,1001,1002,1003,1004,1005,1006,1007,1008,1009,1010,1011,1012',
    );
    expect(rest).toEqual(['']);
  });
});
