import { z } from 'zod';
import { containerState } from './containers.ts';
import { procedure, stream } from './define.ts';
import { errorData } from './machine.ts';
import { startedTask } from './tasks.ts';

export const volumeUser = z.object({
  id: z.string(),
  name: z.string(),
  state: containerState,
  /** Where it is mounted. */
  path: z.string(),
  readOnly: z.boolean(),
});

/** Its processes may write at any time, or as soon as they go on. */
export function isAtWork({ state }: Pick<z.infer<typeof volumeUser>, 'state'>): boolean {
  return state === 'running' || state === 'paused' || state === 'restarting';
}

export const volumeSummary = z.object({
  name: z.string(),
  driver: z.string(),
  /** "local" or "global". */
  scope: z.string(),
  /** Where the engine has it. */
  mountpoint: z.string(),
  /** Milliseconds since the epoch; not every driver tells. */
  createdAt: z.number().optional(),
  labels: z.record(z.string(), z.string()),
  options: z.record(z.string(), z.string()),
  /** Made for a container without a name of its own. */
  anonymous: z.boolean(),
  /** Containers, running or not, sorted by name. */
  usedBy: z.array(volumeUser),
  /** Of an extension: lists leave it out. */
  isHidden: z.literal(true).optional(),
});

export const volumesUpdate = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('snapshot'), items: z.array(volumeSummary) }),
  z.object({ kind: z.literal('disconnected') }),
]);

export const volumeName = z
  .string()
  .trim()
  .max(255)
  .regex(/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/, 'Use letters, digits, "_", "." and "-", at least two characters');

const anyVolume = z.object({ name: z.string().min(1) });

export const createVolumeRequest = z.object({
  /** Empty: the engine makes one up. */
  name: z.union([z.literal(''), volumeName]).default(''),
  driver: z.string().trim().min(1).default('local'),
  options: z.record(z.string().min(1), z.string()).default({}),
  labels: z.record(z.string().min(1), z.string()).default({}),
});

/** "repository:tag". */
const imageReference = z
  .string()
  .trim()
  .regex(
    /^[a-z0-9]([a-z0-9._/-]|:(?=\d+\/))*(:[\w][\w.-]{0,127})?$/,
    'Name it like "backup" or "backup:monday"',
  );

/** An absolute path on the computer that Pier runs on. */
const hostFolder = z.string().trim().min(1, 'Name a folder').max(4096);

export const exportPlan = z.object({
  volume: z.string().min(1),
  every: z.enum(['daily', 'weekly']),
  /** 0 is Sunday; for "weekly". */
  weekday: z.number().int().min(0).max(6).default(1),
  /** In this computer's time, "HH:MM". */
  time: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'Give a time like 03:00'),
  folder: hostFolder,
  /** How many files stay; older ones that this schedule made are removed. */
  keep: z.number().int().min(1, 'Keep at least one').max(365, 'Keep 365 at most'),
  enabled: z.boolean().default(true),
});

export const volumeExportFile = z.object({
  path: z.string(),
  sizeBytes: z.number(),
  createdAt: z.number(),
});

export const exportSchedule = exportPlan.extend({
  id: z.string(),
  /** Absent while it is off. */
  nextRunAt: z.number().optional(),
  isRunning: z.boolean(),
  /** It is due, and waits for the engine. */
  isWaiting: z.boolean(),
  lastRun: z.object({ at: z.number(), file: z.string().optional(), error: errorData.optional() }).optional(),
  /** What it made and kept, newest first. */
  files: z.array(volumeExportFile),
});

export const volumesContract = {
  watch: stream({ input: z.object({}), item: volumesUpdate }),
  /** Slow: the engine walks through all files. Asked again while it is at it, both get one answer. */
  sizes: procedure({
    input: z.object({}),
    output: z.array(z.object({ name: z.string(), sizeBytes: z.number() })),
  }),
  inspect: procedure({ input: anyVolume, output: z.record(z.string(), z.unknown()) }),
  drivers: procedure({ input: z.object({}), output: z.array(z.string()) }),
  create: procedure({ input: createVolumeRequest, output: z.object({ name: z.string() }) }),
  /** Those that are in use are refused, each by name; the others go. */
  remove: procedure({
    input: z.object({ names: z.array(z.string().min(1)).min(1).max(10_000) }),
    output: startedTask,
  }),
  clone: procedure({ input: anyVolume.extend({ to: volumeName }), output: startedTask }),
  /** `force` for one that running containers use. */
  empty: procedure({ input: anyVolume.extend({ force: z.boolean().default(false) }), output: startedTask }),
  /** For the browser to save. The task starts with the download. */
  download: procedure({
    input: anyVolume.extend({ compress: z.boolean().default(true) }),
    output: z.object({ url: z.string(), fileName: z.string() }),
  }),
  /** Into a folder of the computer that Pier runs on. */
  exportToFolder: procedure({ input: anyVolume.extend({ folder: hostFolder }), output: startedTask }),
  /** An image whose /volume-data holds the files. */
  exportToImage: procedure({ input: anyVolume.extend({ image: imageReference }), output: startedTask }),
  /**
   * For a PUT of a tar, plain or compressed. "new" makes the volume, "merge" writes over what is there, "replace"
   * takes its place once all has arrived; `force` for one that running containers use. The task starts with the
   * upload; its end is the answer's.
   */
  import: procedure({
    input: z.object({
      name: volumeName,
      mode: z.enum(['new', 'merge', 'replace']),
      fileName: z.string(),
      size: z.number().int().min(0),
      force: z.boolean().default(false),
    }),
    output: z.object({ url: z.string() }),
  }),
  /** All schedules after each change. `suggestedFolder` is where exports may go if nothing else is wished. */
  watchSchedules: stream({
    input: z.object({}),
    item: z.object({ schedules: z.array(exportSchedule), suggestedFolder: z.string() }),
  }),
  /** Without an id a new one. */
  saveSchedule: procedure({
    input: exportPlan.extend({ id: z.string().optional() }),
    output: z.object({ id: z.string() }),
  }),
  /** Its files stay. */
  removeSchedule: procedure({ input: z.object({ id: z.string() }), output: z.object({}) }),
  runSchedule: procedure({ input: z.object({ id: z.string() }), output: startedTask }),
};

export type VolumeSummary = z.infer<typeof volumeSummary>;
export type VolumeUser = z.infer<typeof volumeUser>;
export type VolumesUpdate = z.infer<typeof volumesUpdate>;
export type CreateVolumeRequest = z.infer<typeof createVolumeRequest>;
export type ExportPlan = z.infer<typeof exportPlan>;
export type ExportPlanInput = z.input<typeof exportPlan>;
export type ExportSchedule = z.infer<typeof exportSchedule>;
