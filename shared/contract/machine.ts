import { z } from 'zod';
import { ERROR_CODES } from '../errors.ts';
import { procedure, stream } from './define.ts';

export const errorData = z.object({
  code: z.enum(ERROR_CODES),
  message: z.string(),
  hint: z.string(),
  lastLines: z.array(z.string()).readonly().optional(),
});

/** One step of a provisioning or a boot, as it is shown: "Starting dockerd". */
export const machineStep = z.object({ id: z.string(), title: z.string() });

/** Milliseconds since the epoch. */
const timestamp = z.number();

/**
 * The one state of the machine. Derived from what answers, so that it never says "starting" while Docker works.
 * `degraded` names what does not work although the engine runs.
 */
export const machineState = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('absent'), since: timestamp }),
  z.object({
    kind: z.literal('provisioning'),
    since: timestamp,
    step: machineStep,
    /** 0 to 1 where it is known. */
    progress: z.number().optional(),
  }),
  z.object({ kind: z.literal('stopped'), since: timestamp }),
  z.object({
    kind: z.literal('starting'),
    since: timestamp,
    step: machineStep,
    /** How many crashes in a row led here; 0 for a start a person asked for. */
    attempt: z.number(),
    /** What the start waits for: it goes on by itself when this is over. */
    trouble: errorData.optional(),
  }),
  z.object({ kind: z.literal('running'), since: timestamp, degraded: errorData.optional() }),
  z.object({
    kind: z.literal('paused'),
    since: timestamp,
    /** The resource saver's pause ends by itself when the engine is needed; a person's does not. */
    by: z.enum(['person', 'resource-saver']),
  }),
  z.object({ kind: z.literal('stopping'), since: timestamp, forced: z.boolean() }),
  z.object({ kind: z.literal('failed'), since: timestamp, error: errorData }),
]);

/** What is under the engine. Fields a driver cannot tell are absent. */
export const machineInfo = z.object({
  driver: z.string(),
  /** True where a virtual machine is ours: it has limits, disks and a console. */
  hasMachine: z.boolean(),
  /** "KVM" or "software emulation"; absent without a VM or before the first start. */
  accelerator: z.string().optional(),
  /** Why hardware acceleration is not used, for people. */
  acceleratorReason: z.string().optional(),
  cpus: z.number().optional(),
  memoryBytes: z.number().optional(),
  diskLimitBytes: z.number().optional(),
  swapBytes: z.number().optional(),
  imageVersion: z.string().optional(),
  /** Whether it can be paused. */
  canPause: z.boolean(),
  /** Whether it has Rosetta; absent where this computer's machines cannot. */
  rosetta: z.boolean().optional(),
});

export const machineStatus = z.object({
  state: machineState,
  info: machineInfo,
  engineVersion: z.string().optional(),
  dockerSocket: z.string(),
});

/** What the machine takes from the host right now. */
export const machineUsage = z.object({
  /** 100 is one whole core. */
  cpuPercent: z.number(),
  cpus: z.number(),
  memoryBytes: z.number(),
  memoryLimitBytes: z.number(),
  diskBytes: z.number(),
  diskLimitBytes: z.number(),
  /** What it took at most since it started, and has given back by now. */
  memoryReturnedBytes: z.number(),
  diskReturnedBytes: z.number(),
});

export const machineContract = {
  status: procedure({ input: z.object({}), output: machineStatus }),
  /** The present status first, then each change. */
  watch: stream({ input: z.object({}), item: machineStatus }),
  /** Resolves when the engine answers; fails with the reason it does not. Starting what runs is done at once. */
  start: procedure({ input: z.object({}), output: machineStatus }),
  stop: procedure({ input: z.object({ force: z.boolean().default(false) }), output: machineStatus }),
  restart: procedure({ input: z.object({}), output: machineStatus }),
  /** Restarts the engine alone, with its proxies of now; containers go on. Resolves when it answers. */
  restartEngine: procedure({ input: z.object({}), output: machineStatus }),
  /** Everything in the machine stands still until `resume`; nothing is lost. */
  pause: procedure({ input: z.object({}), output: machineStatus }),
  resume: procedure({ input: z.object({}), output: machineStatus }),
  /** Gives back now what the machine keeps of memory and disk without need. Resolves when it has. */
  reclaim: procedure({
    input: z.object({}),
    output: z.object({ memoryBytes: z.number(), diskBytes: z.number() }),
  }),
  /** An item each second while the machine runs or is paused; nothing otherwise. */
  usage: stream({ input: z.object({}), item: machineUsage }),
  /** Lines of the guest's console and of the backend's log. Ends when `follow` is false. */
  logs: stream({
    input: z.object({
      source: z.enum(['console', 'backend']),
      tail: z.number().int().min(0).max(10_000).default(200),
      follow: z.boolean().default(false),
    }),
    item: z.object({ lines: z.array(z.string()) }),
  }),
};

export type MachineState = z.infer<typeof machineState>;
export type MachineStep = z.infer<typeof machineStep>;
export type MachineInfo = z.infer<typeof machineInfo>;
export type MachineStatus = z.infer<typeof machineStatus>;
export type MachineUsage = z.infer<typeof machineUsage>;
