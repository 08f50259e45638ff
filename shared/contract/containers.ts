import { z } from 'zod';
import { procedure, stream } from './define.ts';
import { logBatch, logTime } from './logs.ts';

export const publishedPort = z.object({
  /** Absent where the port is exposed but not published. */
  hostIp: z.string().optional(),
  hostPort: z.number().optional(),
  containerPort: z.number(),
  protocol: z.enum(['tcp', 'udp', 'sctp']),
});

export const containerState = z.enum([
  'created',
  'running',
  'paused',
  'restarting',
  'removing',
  'exited',
  'dead',
]);

export const containerSummary = z.object({
  id: z.string(),
  name: z.string(),
  image: z.string(),
  imageId: z.string(),
  command: z.string(),
  state: containerState,
  /** The engine's own words: "Up 3 minutes (healthy)". Ages: prefer `state` with the times for live displays. */
  status: z.string(),
  health: z.enum(['none', 'starting', 'healthy', 'unhealthy']),
  /** Milliseconds since the epoch. */
  createdAt: z.number(),
  ports: z.array(publishedPort),
  labels: z.record(z.string(), z.string()),
});

/** A list that follows the engine. `sequence` grows by one with each item of a stream: a gap is a bug. */
export const containersUpdate = z.discriminatedUnion('kind', [
  /** Replaces everything: sent first, and after each reconnection to the engine. */
  z.object({ kind: z.literal('snapshot'), sequence: z.number(), containers: z.array(containerSummary) }),
  z.object({
    kind: z.literal('delta'),
    sequence: z.number(),
    upsert: z.array(containerSummary),
    remove: z.array(z.string()),
  }),
  /** The engine does not answer; a snapshot follows when it does again. */
  z.object({ kind: z.literal('disconnected'), sequence: z.number() }),
]);

const containerId = z.object({ id: z.string().min(1) });

export const runRequest = z.object({
  image: z.string().trim().min(1, 'Name an image'),
  name: z
    .string()
    .trim()
    .regex(
      /^$|^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/,
      'Use letters, digits, "_", "." and "-", at least two characters',
    )
    .optional(),
  ports: z
    .array(
      z.object({
        hostIp: z.string().optional(),
        /** 0 or absent: the engine picks a free one. */
        hostPort: z.number().int().min(0).max(65_535).optional(),
        containerPort: z.number().int().min(1).max(65_535),
        protocol: z.enum(['tcp', 'udp']).default('tcp'),
      }),
    )
    .default([]),
  env: z.array(z.object({ name: z.string().regex(/^[^=\0]+$/), value: z.string() })).default([]),
  volumes: z
    .array(
      z.object({
        /** A volume's name or an absolute path. */
        source: z.string().min(1),
        target: z.string().startsWith('/', 'Give an absolute path in the container'),
        readOnly: z.boolean().default(false),
      }),
    )
    .default([]),
  /** As argv; empty means the image's own. */
  command: z.array(z.string()).default([]),
});

export const runProgress = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('pulling'),
    image: z.string(),
    status: z.string(),
    /** Over all layers that are known so far. */
    currentBytes: z.number().optional(),
    totalBytes: z.number().optional(),
  }),
  z.object({ kind: z.literal('creating') }),
  z.object({ kind: z.literal('started'), id: z.string(), name: z.string(), warnings: z.array(z.string()) }),
]);

export const containersContract = {
  watch: stream({ input: z.object({}), item: containersUpdate }),
  start: procedure({ input: containerId, output: z.object({}) }),
  stop: procedure({ input: containerId, output: z.object({}) }),
  restart: procedure({ input: containerId, output: z.object({}) }),
  /** `force` kills a running container; `volumes` removes its anonymous volumes. */
  remove: procedure({
    input: containerId.extend({ force: z.boolean().default(false), volumes: z.boolean().default(false) }),
    output: z.object({}),
  }),
  /** Pulls the image where it is missing, creates and starts. A container that could not start is removed again. */
  run: stream({ input: runRequest, item: runProgress }),
  /** Lines in batches. Ends when the container ends or `follow` is false. */
  logs: stream({
    input: containerId.extend({
      tail: z.number().int().min(0).max(1_000_000).default(1000),
      follow: z.boolean().default(true),
      /** Only lines after this moment: to read on behind the last one. */
      since: logTime.optional(),
    }),
    item: logBatch,
  }),
};

export type PublishedPort = z.infer<typeof publishedPort>;
export type ContainerState = z.infer<typeof containerState>;
export type ContainerSummary = z.infer<typeof containerSummary>;
export type ContainersUpdate = z.infer<typeof containersUpdate>;
export type RunRequest = z.infer<typeof runRequest>;
export type RunRequestInput = z.input<typeof runRequest>;
export type RunProgress = z.infer<typeof runProgress>;
