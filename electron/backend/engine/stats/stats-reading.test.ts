import { describe, expect, it } from 'vitest';
import { type ApiStats, toReading, toSample } from './stats-reading.ts';

const V1: ApiStats = {
  read: '2026-01-01T00:00:00.500Z',
  pids_stats: { current: 3 },
  blkio_stats: {
    io_service_bytes_recursive: [
      { op: 'Read', value: 4096 },
      { op: 'Write', value: 100 },
      { op: 'Sync', value: 4196 },
      { op: 'Read', value: 1000 },
      { op: 'Total', value: 5196 },
    ],
  },
  cpu_stats: {
    cpu_usage: { total_usage: 1_000_000_000, percpu_usage: [1, 2] },
    system_cpu_usage: 10_000_000_000,
    online_cpus: 2,
  },
  memory_stats: { usage: 5000, limit: 8000, stats: { total_inactive_file: 1000, inactive_file: 10 } },
  networks: { eth0: { rx_bytes: 10, tx_bytes: 20 }, eth1: { rx_bytes: 1, tx_bytes: 2 } },
};
const V2: ApiStats = {
  ...V1,
  blkio_stats: {
    io_service_bytes_recursive: [
      { op: 'read', value: 7 },
      { op: 'write', value: 8 },
    ],
  },
  memory_stats: { usage: 5000, limit: 8000, stats: { inactive_file: 4000 } },
};

function reading(change: Partial<ApiStats>) {
  const result = toReading({ ...V1, ...change });
  if (!result) throw new Error('There is no reading.');
  return result;
}

/** A second later, with half a second of processor time used while the machine's two cores had two. */
const later = (change: Partial<ApiStats> = {}) =>
  reading({
    read: '2026-01-01T00:00:01.500Z',
    cpu_stats: {
      cpu_usage: { total_usage: 1_500_000_000 },
      system_cpu_usage: 12_000_000_000,
      online_cpus: 2,
    },
    ...change,
  });

describe('toReading', () => {
  it('adds up networks and devices, and knows the memory of both cgroup versions', () => {
    expect(toReading(V1)).toMatchObject({
      memoryBytes: 4000,
      memoryLimitBytes: 8000,
      networkReceivedBytes: 11,
      networkSentBytes: 22,
      blockReadBytes: 5096,
      blockWrittenBytes: 100,
      cpus: 2,
      pids: 3,
      hasNetwork: true,
    });
    expect(toReading(V2)).toMatchObject({ memoryBytes: 1000, blockReadBytes: 7, blockWrittenBytes: 8 });
  });

  it('is nothing for a container that does not run, and bears what is missing', () => {
    expect(toReading({ read: '0001-01-01T00:00:00Z', cpu_stats: {} })).toBeUndefined();
    expect(toReading({})).toBeUndefined();
    expect(toReading({ read: '2026-01-01T00:00:00Z', networks: null })).toMatchObject({
      cpus: 1,
      pids: 0,
      hasNetwork: false,
    });
    expect(reading({ memory_stats: { usage: 100, stats: { inactive_file: 200 } } }).memoryBytes).toBe(100);
  });
});

describe('toSample', () => {
  it('counts a core as 100, and rates by the second', () => {
    const sample = toSample(reading({}), later({ networks: { eth0: { rx_bytes: 2059, tx_bytes: 22 } } }), 7);
    expect(sample).toMatchObject({ time: 7, cpuPercent: 50, networkReceivedRate: 2048, networkSentRate: 0 });
  });

  it('goes by the clock where the engine does not tell the time of the machine', () => {
    const cpu = (total: number) => ({ cpu_stats: { cpu_usage: { total_usage: total } } });
    expect(toSample(reading(cpu(1e9)), later(cpu(1.25e9)), 7)?.cpuPercent).toBe(25);
  });

  it('is nothing between two runs, and no rate is negative', () => {
    expect(toSample(later(), reading({}), 7)).toBeUndefined();
    const restarted = later({ cpu_stats: { cpu_usage: { total_usage: 5 }, system_cpu_usage: 13e9 } });
    expect(toSample(reading({}), restarted, 7)).toBeUndefined();
    expect(toSample(reading({}), later({ networks: {} }), 7)?.networkReceivedRate).toBe(0);
  });
});
