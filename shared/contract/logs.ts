import { z } from 'zod';
import { procedure, stream } from './define.ts';

/** A moment to the nanosecond, as the engine tells it: a number alone would lose the digits that order lines. */
export const logTime = z.object({
  /** Since the epoch. */
  seconds: z.number().int(),
  nanos: z.number().int().min(0).max(999_999_999),
});

/** Lines in columns, oldest first: at 100,000 lines a second an object for each would cost more than the lines. */
export const logBatch = z.object({
  /** How many lines. None: the log is open and has nothing to tell so far. */
  count: z.number(),
  /** The lines joined by "\n", which none of them contains. */
  text: z.string(),
  /** A letter for each line: "o" for standard output, "e" for standard error. Empty where nobody knows. */
  streams: z.string(),
  /** Since the epoch: from here `nanos` count. */
  seconds: z.number(),
  /** Of each line, nanoseconds after `seconds`, or null where it has no time. Empty where no line has one. */
  nanos: z.array(z.number().nullable()),
  /** So many lines before these were left out: they came faster than the caller took them. */
  skipped: z.number().optional(),
});

export const logSource = z.object({
  id: z.string(),
  name: z.string(),
  /** Of the compose project, where it belongs to one. */
  project: z.string().optional(),
});

export const allLogsItem = z.discriminatedUnion('kind', [
  /** Sources that lines will name by their place in the list of all that were told so far. */
  z.object({ kind: z.literal('sources'), sources: z.array(logSource) }),
  z.object({
    kind: z.literal('lines'),
    /** As in a log of one container, in the order of their times as far as they arrive in it. */
    lines: logBatch,
    /** Of each line, the place of its source. */
    sources: z.array(z.number()),
  }),
  /**
   * How things stand. `followed` are read as they write; `leftOut` are not, since the engine is spared more than a
   * limited number of connections. `disconnected` while the engine does not answer.
   */
  z.object({
    kind: z.literal('state'),
    state: z.enum(['reading', 'live', 'disconnected']),
    followed: z.number(),
    leftOut: z.number(),
  }),
]);

export const logsContract = {
  /**
   * The logs of many containers in one: the tail of each, then what they write, also of those that start later. Goes on
   * until it is cancelled, or without `follow` to the end of what there is. Without containers and projects: all.
   */
  all: stream({
    input: z.object({
      /** Ids or names. */
      containers: z.array(z.string()).max(1000).default([]),
      /** Names of compose projects, or of a service in one: "shop", "shop/web". */
      projects: z.array(z.string()).max(1000).default([]),
      /** Lines of each container that were written before. */
      tail: z.number().int().min(0).max(100_000).default(500),
      /** Only lines after this moment, in place of a tail. */
      since: logTime.optional(),
      follow: z.boolean().default(true),
    }),
    item: allLogsItem,
  }),
  /** The whole log that the engine keeps of one container as a file of plain text, beside the calls. */
  download: procedure({
    input: z.object({
      id: z.string().min(1),
      timestamps: z.boolean().default(false),
      streams: z.enum(['all', 'stdout', 'stderr']).default('all'),
    }),
    output: z.object({ url: z.string() }),
  }),
};

export type LogTime = z.infer<typeof logTime>;
export type LogBatch = z.infer<typeof logBatch>;
export type LogSourceInfo = z.infer<typeof logSource>;
export type AllLogsItem = z.infer<typeof allLogsItem>;
export type AllLogsInput = z.output<(typeof logsContract)['all']['input']>;
