import type { StatsSample } from '../../../../shared/contract/stats.ts';

/** The parts of GET /containers/{id}/stats that are used. */
export interface ApiStats {
  /** RFC 3339; the year 1 where the container does not run. */
  read?: string;
  pids_stats?: { current?: number };
  blkio_stats?: { io_service_bytes_recursive?: { op?: string; value?: number }[] | null };
  cpu_stats?: {
    cpu_usage?: { total_usage?: number; percpu_usage?: number[] | null };
    system_cpu_usage?: number;
    online_cpus?: number;
  };
  memory_stats?: { usage?: number; limit?: number; stats?: Record<string, number> | null };
  networks?: Record<string, { rx_bytes?: number; tx_bytes?: number }> | null;
}

/** One reading of the engine's counters. */
export interface StatsReading {
  /** Milliseconds since the epoch, by the engine's clock. */
  at: number;
  cpus: number;
  cpuNanoseconds: number;
  /** Of all cores together; 0 where the engine does not tell. */
  systemNanoseconds: number;
  memoryBytes: number;
  memoryLimitBytes: number;
  networkReceivedBytes: number;
  networkSentBytes: number;
  blockReadBytes: number;
  blockWrittenBytes: number;
  pids: number;
  /** False where it shares a network or has none. */
  hasNetwork: boolean;
}

/** undefined where the container does not run: the engine then sends an empty reading each second. */
export function toReading(stats: ApiStats): StatsReading | undefined {
  const at = Date.parse(stats.read ?? '');
  if (!(at > 0)) return undefined;
  const cpu = stats.cpu_stats;
  const networks = Object.values(stats.networks ?? {});
  const blocks = stats.blkio_stats?.io_service_bytes_recursive ?? [];
  const blockBytes = (letter: string) =>
    sum(blocks.map(({ op, value }) => (op?.[0]?.toLowerCase() === letter ? value : 0)));
  return {
    at,
    cpus: cpu?.online_cpus || cpu?.cpu_usage?.percpu_usage?.length || 1,
    cpuNanoseconds: cpu?.cpu_usage?.total_usage ?? 0,
    systemNanoseconds: cpu?.system_cpu_usage ?? 0,
    memoryBytes: workingSet(stats.memory_stats),
    memoryLimitBytes: stats.memory_stats?.limit ?? 0,
    networkReceivedBytes: sum(networks.map((network) => network.rx_bytes)),
    networkSentBytes: sum(networks.map((network) => network.tx_bytes)),
    blockReadBytes: blockBytes('r'),
    blockWrittenBytes: blockBytes('w'),
    pids: stats.pids_stats?.current ?? 0,
    hasNetwork: networks.length > 0,
  };
}

/**
 * What two readings of one run say; undefined where they are of different runs, or of one moment.
 * @param time when the second arrived, by our clock, in milliseconds since the epoch
 */
export function toSample(before: StatsReading, now: StatsReading, time: number): StatsSample | undefined {
  const seconds = (now.at - before.at) / 1000;
  if (seconds <= 0 || now.cpuNanoseconds < before.cpuNanoseconds) return undefined;
  const rate = (
    field: 'networkReceivedBytes' | 'networkSentBytes' | 'blockReadBytes' | 'blockWrittenBytes',
  ) =>
    // A network that was disconnected takes its counters along.
    Math.round(Math.max(0, now[field] - before[field]) / seconds);
  return {
    time,
    cpuPercent: cpuPercent(before, now, seconds),
    memoryBytes: now.memoryBytes,
    memoryLimitBytes: now.memoryLimitBytes,
    networkReceivedBytes: now.networkReceivedBytes,
    networkSentBytes: now.networkSentBytes,
    networkReceivedRate: rate('networkReceivedBytes'),
    networkSentRate: rate('networkSentBytes'),
    blockReadBytes: now.blockReadBytes,
    blockWrittenBytes: now.blockWrittenBytes,
    blockReadRate: rate('blockReadBytes'),
    blockWrittenRate: rate('blockWrittenBytes'),
    pids: now.pids,
  };
}

/**
 * The share of the machine's time that was the container's, times its cores: 100 is one core, to two decimals. Where
 * the engine does not tell the machine's time, the clock stands in. Source: `calculateCPUPercentUnix` of the docker
 * CLI (cli/command/container/stats_helpers.go).
 */
function cpuPercent(before: StatsReading, now: StatsReading, seconds: number): number {
  const used = now.cpuNanoseconds - before.cpuNanoseconds;
  const system = now.systemNanoseconds - before.systemNanoseconds;
  const cores = system > 0 ? (used / system) * now.cpus : used / (seconds * 1e9);
  return Math.round(cores * 10_000) / 100;
}

/**
 * Memory in use without the inactive file cache, which the kernel gives back where it is needed: `total_inactive_file`
 * with cgroup v1, `inactive_file` with v2. Source: `calculateMemUsageUnixNoCache` of the docker CLI.
 */
function workingSet(memory: ApiStats['memory_stats']): number {
  const usage = memory?.usage ?? 0;
  const cache = memory?.stats?.total_inactive_file ?? memory?.stats?.inactive_file ?? 0;
  return cache < usage ? usage - cache : usage;
}

function sum(numbers: (number | undefined)[]): number {
  return numbers.reduce<number>((total, number) => total + (number ?? 0), 0);
}
