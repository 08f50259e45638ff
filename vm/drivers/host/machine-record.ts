import { readFile } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { toDiskError } from '../../disk-error.ts';
import type { VmSpec } from '../driver.ts';

const share = z.object({ cpus: z.number(), memoryBytes: z.number() });

const machineRecordSchema = z.object({
  /** Milliseconds since the epoch. */
  startedAt: z.number(),
  accelerator: z.string(),
  acceleratorReason: z.string().optional(),
  imageVersion: z.string(),
  /** Where the engine is reached on this computer, for a driver that cannot ask its network for it. */
  enginePort: z.number().optional(),
  /** Folders that are devices of the machine for as long as it runs. */
  shareDevices: z.array(z.object({ tag: z.string(), folder: z.string() })).optional(),
  spec: z.object({
    cpus: z.number(),
    memoryBytes: z.number(),
    diskLimitBytes: z.number(),
    /** What every machine had before it could be chosen. */
    swapBytes: z.number().default(1024 ** 3),
    hostname: z.string(),
    rosetta: z.boolean().optional(),
  }),
  /** What it can be raised to while it runs; a machine of an earlier Pier cannot be. */
  most: share.optional(),
  /** What of the spec was changed while it ran. */
  now: share.optional(),
  /** Whose pause it stands still by; whether it does is not read from here. */
  pausedBy: z.enum(['person', 'resource-saver']).optional(),
});

/**
 * What a machine was started with, for the backend that adopts it, and what was changed since. Written before the machine
 * is started, so there is no machine without one; whether it runs is never read from here.
 */
export type MachineRecord = z.infer<typeof machineRecordSchema>;

/** @throws AppError home_disk_full, home_not_writable */
export async function writeMachineRecord(path: string, record: MachineRecord): Promise<void> {
  try {
    await writeFileAtomic(path, JSON.stringify(record), { mode: 0o600 });
  } catch (error) {
    throw toDiskError(error, path);
  }
}

/** undefined where there is none that can be understood. */
export async function readMachineRecord(path: string): Promise<MachineRecord | undefined> {
  try {
    return machineRecordSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}

/** What a machine is started with. */
export function recordOf(
  { cpus, memoryBytes, diskLimitBytes, swapBytes, hostname, rosetta }: VmSpec,
  image: { key: string },
  accelerator: { label: string; reason?: string | undefined },
): MachineRecord {
  return {
    startedAt: Date.now(),
    accelerator: accelerator.label,
    ...(accelerator.reason && { acceleratorReason: accelerator.reason }),
    imageVersion: image.key,
    // Without what may change while it runs, and may hold passwords.
    spec: { cpus, memoryBytes, diskLimitBytes, swapBytes, hostname, ...(rosetta && { rosetta }) },
  };
}
