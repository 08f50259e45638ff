import { z } from 'zod';
import { procedure, stream } from './define.ts';

/** What is known of a container each second. Numbers; a container without a network of its own has zeros there. */
export const STATS_FIELDS = [
  /** Milliseconds since the epoch, by the clock of this computer. */
  'time',
  /** 100 is one whole core. */
  'cpuPercent',
  /** Without the part of the page cache that could be dropped, as the docker CLI counts. */
  'memoryBytes',
  /** Without a limit: the memory of the engine's machine. */
  'memoryLimitBytes',
  /** Totals are since the container started; rates are bytes a second. */
  'networkReceivedBytes',
  'networkSentBytes',
  'networkReceivedRate',
  'networkSentRate',
  'blockReadBytes',
  'blockWrittenBytes',
  'blockReadRate',
  'blockWrittenRate',
  /** Processes and threads. */
  'pids',
] as const;

/** Readings as columns of one length, oldest first. Where nobody watched there is a gap in `time`. */
export const statsSeries = z.record(z.enum(STATS_FIELDS), z.array(z.number()));

export const statsState = z.enum([
  /** No reading yet. */
  'waiting',
  'running',
  /** The container is not running: it has nothing to measure. */
  'stopped',
  /** The engine does not answer. */
  'disconnected',
  /** The container was removed. */
  'gone',
]);

export const statsUpdate = z.object({
  state: statsState,
  /** The cores that the engine's machine has. */
  cpus: z.number().optional(),
  /** False where the container shares a network or has none: there is nothing to measure. */
  hasNetwork: z.boolean().optional(),
  /** What is new since the item before; the first item has all that is kept. */
  series: statsSeries,
});

export const currentStats = z.object({
  cpuPercent: z.number(),
  memoryBytes: z.number(),
  memoryLimitBytes: z.number(),
});

export const containerProcesses = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('processes'),
    /** As the engine's `ps` names its columns. */
    titles: z.array(z.string()),
    processes: z.array(z.array(z.string())),
    /** How many more there are. */
    omitted: z.number(),
  }),
  z.object({ kind: z.literal('stopped') }),
]);

const containerId = z.object({ id: z.string().min(1) });

export const statsContract = {
  /**
   * What containers use now, at most once a second, for those whose use is known: each item replaces the one before.
   * Give the ids of running containers that are in sight.
   */
  watch: stream({
    input: z.object({ ids: z.array(z.string().min(1)).max(500) }),
    item: z.object({ samples: z.record(z.string(), currentStats) }),
  }),
  /**
   * What all running containers use, to sort them by it: read in turn every few seconds, a thousand of them more
   * seldom. Each item replaces the one before.
   */
  survey: stream({ input: z.object({}), item: z.object({ samples: z.record(z.string(), currentStats) }) }),
  /** What is kept of a container, without measuring it: up to an hour. */
  history: procedure({ input: containerId, output: z.object({ series: statsSeries }) }),
  /** What is kept of a container, then each second's reading. Goes on while it is stopped; ends when it is removed. */
  follow: stream({ input: containerId, item: statsUpdate }),
  /** Its processes, every few seconds. */
  processes: stream({ input: containerId, item: containerProcesses }),
};

export type StatsField = (typeof STATS_FIELDS)[number];
export type StatsSample = Record<StatsField, number>;
export type StatsSeries = z.infer<typeof statsSeries>;
export type StatsState = z.infer<typeof statsState>;
export type StatsUpdate = z.infer<typeof statsUpdate>;
export type CurrentStats = z.infer<typeof currentStats>;
export type ContainerProcesses = z.infer<typeof containerProcesses>;
