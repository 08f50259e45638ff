import { z } from 'zod';
import { procedure, stream } from './define.ts';
import { startedTask } from './tasks.ts';

export const machineSnapshot = z.object({
  id: z.string(),
  name: z.string(),
  /** Milliseconds since the epoch. */
  createdAt: z.number(),
  path: z.string(),
  /** What the machine sees of it. */
  diskBytes: z.number(),
  /** What it takes on this computer. A clone shares it with the data disk as long as neither changes. */
  allocatedBytes: z.number(),
  method: z.enum(['clone', 'copy']),
  /** How long the copy took, in milliseconds. */
  tookMs: z.number(),
  /** Its file is gone: there is nothing to restore. */
  missing: z.boolean(),
});

export const machineDataState = z.object({
  /** False where the engine is not ours: its data are elsewhere. */
  hasMachine: z.boolean(),
  /** Absent while there is none. */
  disk: z
    .object({
      path: z.string(),
      diskBytes: z.number(),
      allocatedBytes: z.number(),
    })
    .optional(),
  /** The folder that the data disk is in, and the one that it is in by itself. */
  place: z.object({ folder: z.string(), ownFolder: z.string() }),
  /** On the disk of this computer that the data disk is on. */
  freeBytes: z.number(),
  /** What takes space of a replaced disk, until the new one has started. */
  keptBytes: z.number(),
  /** Newest first. */
  snapshots: z.array(machineSnapshot),
  /** Where exports may go if nothing else is wished. */
  suggestedFolder: z.string(),
});

/** What the engine holds. Sizes are absent where it did not tell in time. */
export const engineContents = z.object({
  containers: z.number(),
  running: z.number(),
  images: z.number(),
  imageBytes: z.number().optional(),
  volumes: z.number(),
  volumeBytes: z.number().optional(),
  cacheBytes: z.number().optional(),
});

export const snapshotName = z
  .string()
  .trim()
  .min(1, 'Give a name')
  .max(60, 'A name has 60 characters at most')
  .regex(/^[^\p{Cc}]*$/u, 'Use characters that can be seen');

const hostPath = z.string().trim().min(1, 'Name a file or a folder').max(4096);

export const exportSummary = z.object({
  path: z.string(),
  fileBytes: z.number(),
  /** Of the Pier that wrote it. */
  pier: z.string(),
  /** Milliseconds since the epoch. */
  createdAt: z.number(),
  diskBytes: z.number(),
  dataBytes: z.number(),
});

/** All data of the engine at once: the data disk, copies of it, and how to be rid of it. */
export const machineDataContract = {
  /** The present state first, then each change. */
  watch: stream({ input: z.object({}), item: machineDataState }),
  /** What a reset removes: what the engine has, undefined where none answers, and whose logins Pier keeps. */
  contents: procedure({
    input: z.object({}),
    output: z.object({ contents: engineContents.optional(), logins: z.array(z.string()) }),
  }),
  /**
   * Moves the data disk to another folder, which has to be there. The engine is stopped for it, and started again where
   * it ran.
   */
  moveDisk: procedure({ input: z.object({ folder: hostPath }), output: startedTask }),
  /** The engine is stopped for it, and started again where it ran. */
  createSnapshot: procedure({ input: z.object({ name: snapshotName }), output: startedTask }),
  /** Puts a copy of the snapshot in place of all present data, which are kept until it has started. */
  restoreSnapshot: procedure({ input: z.object({ id: z.string() }), output: startedTask }),
  deleteSnapshot: procedure({ input: z.object({ id: z.string() }), output: z.object({}) }),
  /** Into a folder, or a file of that name, of the computer that Pier runs on. */
  export: procedure({ input: z.object({ to: hostPath }), output: startedTask }),
  /** What a file holds, by its beginning. */
  inspectExport: procedure({ input: z.object({ path: hostPath }), output: exportSummary }),
  /** Checks all of the file, then puts it in place of all present data, which are kept until it has started. */
  import: procedure({ input: z.object({ path: hostPath }), output: startedTask }),
  /** Containers, images, volumes, networks and build cache go; settings and snapshots stay. */
  clean: procedure({ input: z.object({}), output: startedTask }),
  /** Everything that a person set goes back to its default. A copy of the file is kept. */
  resetSettings: procedure({ input: z.object({}), output: z.object({ copy: z.string().optional() }) }),
  /** Everything of this installation goes, snapshots as well. The engine is not started again. */
  factoryReset: procedure({ input: z.object({}), output: startedTask }),
};

export type MachineSnapshot = z.infer<typeof machineSnapshot>;
export type MachineDataState = z.infer<typeof machineDataState>;
export type EngineContents = z.infer<typeof engineContents>;
export type ExportSummary = z.infer<typeof exportSummary>;
