import { z } from 'zod';
import { containerConfiguration, runRequest } from './create-request.ts';
import { procedure, stream } from './define.ts';
import { logBatch, logTime } from './logs.ts';
import { errorData } from './machine.ts';

export { runRequest };

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
  /** Set where lists leave it out: an extension runs it. */
  isHidden: z.literal(true).optional(),
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

export const containerName = z
  .string()
  .trim()
  .regex(
    /^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/,
    'Use letters, digits, "_", "." and "-", at least two characters, a letter or digit first',
  );

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
  /** The old container is stopped and the new one started. */
  z.object({ kind: z.literal('replacing') }),
  z.object({ kind: z.literal('started'), id: z.string(), name: z.string(), warnings: z.array(z.string()) }),
  /** The last item where the request was not to start it. */
  z.object({ kind: z.literal('created'), id: z.string(), name: z.string(), warnings: z.array(z.string()) }),
]);

export const bulkAction = z.enum(['start', 'stop', 'kill', 'restart', 'pause', 'resume', 'remove']);

/** What came of one container of a bulk action. */
export const bulkResult = z.object({
  id: z.string(),
  name: z.string(),
  /** Absent where it went well. */
  error: errorData.optional(),
});

const removeOptions = {
  /** Kills a running container. */
  force: z.boolean().default(false),
  /** Removes its anonymous volumes. */
  volumes: z.boolean().default(false),
};

export const containersContract = {
  watch: stream({ input: z.object({}), item: containersUpdate }),
  start: procedure({ input: containerId, output: z.object({}) }),
  stop: procedure({ input: containerId, output: z.object({}) }),
  restart: procedure({ input: containerId, output: z.object({}) }),
  /** SIGKILL, or another signal. Killing what does not run is done at once. */
  kill: procedure({ input: containerId.extend({ signal: z.string().optional() }), output: z.object({}) }),
  /** Pausing what is paused, and resuming what runs, is done at once. */
  pause: procedure({ input: containerId, output: z.object({}) }),
  resume: procedure({ input: containerId, output: z.object({}) }),
  rename: procedure({ input: containerId.extend({ name: containerName }), output: z.object({}) }),
  remove: procedure({ input: containerId.extend(removeOptions), output: z.object({}) }),
  /**
   * One action on many, a few at a time. Answers when all is done: a failure of one stops no other. More than one run
   * as a task, which a person may cancel: those that had not begun are told as cancelled.
   */
  bulk: procedure({
    input: z.object({
      action: bulkAction,
      ids: z.array(z.string().min(1)).min(1).max(10_000),
      ...removeOptions,
    }),
    output: z.object({ results: z.array(bulkResult) }),
  }),
  /** What the engine knows of it, as the engine tells it. */
  inspect: procedure({ input: containerId, output: z.record(z.string(), z.unknown()) }),
  /** Pulls the image where it is missing, creates and starts. A container that could not start is removed again. */
  run: stream({ input: runRequest, item: runProgress }),
  /** The settings of a container that is there, to edit it or to make another like it. */
  configuration: procedure({
    input: containerId.extend({ purpose: z.enum(['edit', 'duplicate']) }),
    output: containerConfiguration,
  }),
  /**
   * Puts a container with other settings in the place of one that is there. The old one steps aside by another name
   * and is removed when the new one runs, or is created where it is not to start; any failure puts it back, by name
   * and state. `keepOld` leaves it there, stopped.
   */
  recreate: stream({
    input: containerId.extend({ request: runRequest, keepOld: z.boolean().default(false) }),
    item: runProgress,
  }),
  /** A command line for a POSIX shell that makes a container of the same settings. */
  dockerRun: procedure({
    input: containerId,
    output: z.object({
      command: z.string(),
      /** Settings that `docker run` has no option for, by the engine's names. */
      missing: z.array(z.string()),
    }),
  }),
  /** A download of its files as a tar archive, of a stopped container as well. */
  export: procedure({ input: containerId, output: z.object({ url: z.string() }) }),
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
export type { RunRequest, RunRequestInput } from './create-request.ts';
export type BulkAction = z.infer<typeof bulkAction>;
export type BulkResult = z.infer<typeof bulkResult>;
export type RunProgress = z.infer<typeof runProgress>;
