import { z } from 'zod';
import { procedure, stream } from './define.ts';
import { errorData } from './machine.ts';

/** Why an installation does not update itself. */
export const UPDATE_OBSTACLES = [
  /** No desktop app: a browser host. */
  'headless',
  /** Run from its sources. */
  'sources',
  /** Packaged, and neither installed nor in a form that can replace itself. */
  'unpacked',
  /** Installed by the system's package manager: `detail` is the format. */
  'package',
  /** Within a Snap or a Flatpak, whose store updates it: `detail` says which. */
  'store',
  /** Where this person may not write: `detail` is the path. */
  'read-only',
  /** Pier runs with the rights of an administrator. */
  'elevated',
  /** This copy was built without a place that newer ones come from. */
  'no-source',
  /** What updates it could not be loaded. */
  'broken',
] as const;

const release = z.object({
  version: z.string(),
  /** Milliseconds since the epoch. */
  releasedAt: z.number().optional(),
  /** As the publisher wrote them: text or HTML. Nothing in it may be trusted to be safe. */
  notes: z.string(),
  sizeBytes: z.number().optional(),
});

const update = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('unavailable'),
    reason: z.enum(UPDATE_OBSTACLES),
    detail: z.string().optional(),
  }),
  /** Nothing newer is known; `isNewest` where the server said so since Pier started. */
  z.object({ kind: z.literal('idle'), isNewest: z.boolean() }),
  z.object({ kind: z.literal('checking') }),
  z.object({ kind: z.literal('offline') }),
  z.object({ kind: z.literal('available'), release }),
  z.object({
    kind: z.literal('downloading'),
    release,
    receivedBytes: z.number(),
    totalBytes: z.number(),
    bytesPerSecond: z.number(),
  }),
  /** Downloaded, and looked at: a restart installs it. */
  z.object({ kind: z.literal('ready'), release }),
  /** As soon as no container runs, Pier restarts by itself. */
  z.object({ kind: z.literal('postponed'), release }),
  /** Pier quits for it. */
  z.object({ kind: z.literal('installing'), release }),
  z.object({
    kind: z.literal('failed'),
    step: z.enum(['check', 'download', 'install']),
    error: errorData,
    release: release.optional(),
  }),
]);

export const updatesState = z.object({
  /** Of this Pier. */
  version: z.string(),
  update,
  /** When the server answered last, milliseconds since the epoch. */
  checkedAt: z.number().optional(),
  /** How many containers a restart would stop; undefined while that is not known. */
  running: z.number().optional(),
  /** The version before, where this start is the first of a newer one. */
  updatedFrom: z.string().optional(),
});

/** Newer versions of the desktop app. All but `watch` fail with `updates_unavailable` where it cannot update itself. */
export const updatesContract = {
  /** The present state first, then each change. */
  watch: stream({ input: z.object({}), item: updatesState }),
  /** Asks the server now. What comes of it is the state, a failure too. */
  check: procedure({ input: z.object({}), output: updatesState, roles: ['ui', 'cli'] }),
  /** Begins to download what is available. */
  download: procedure({ input: z.object({}), output: z.object({}), roles: ['ui'] }),
  /** Ends a download. What was loaded is removed. */
  cancel: procedure({ input: z.object({}), output: z.object({}), roles: ['ui'] }),
  /**
   * Quits in order, installs what is ready, and starts it. Fails with `containers_running` where more containers run
   * than the person was asked about.
   */
  restart: procedure({
    input: z.object({
      /** As many as may be stopped for it; `unknown` where the person was told that their number is not known. */
      stopContainers: z.union([z.number().int().min(0), z.literal('unknown')]),
    }),
    output: z.object({}),
    roles: ['ui'],
  }),
  /** Waits until no container runs, and restarts then. */
  postpone: procedure({ input: z.object({}), output: z.object({}), roles: ['ui'] }),
  /** Does not wait any more: it is ready as before. */
  unpostpone: procedure({ input: z.object({}), output: z.object({}), roles: ['ui'] }),
};

export type UpdateObstacle = (typeof UPDATE_OBSTACLES)[number];
export type UpdateRelease = z.infer<typeof release>;
export type UpdateState = z.infer<typeof update>;
export type UpdatesState = z.infer<typeof updatesState>;
