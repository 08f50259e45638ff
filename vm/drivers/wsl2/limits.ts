import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import type { VmSpec } from '../driver.ts';
import type { DriverLog } from '../host/driver-log.ts';
import { planLimits, type WslLimits } from './plan-limits.ts';
import type { Wsl } from './wsl.ts';
import { readConfigFile, writeConfigFile, wslConfigPath } from './wslconfig-file.ts';

const limitsSchema = z.object({ memoryBytes: z.number(), cpus: z.number(), swapBytes: z.number() });

const recordSchema = z.object({
  asked: limitsSchema,
  /** What WSL's machine was last known to have. */
  effective: limitsSchema,
  /** The file was changed since WSL's machine was last known to have started. */
  isPending: z.boolean(),
});

export interface LimitsOptions {
  wsl: Wsl;
  env: NodeJS.ProcessEnv;
  /** Where is kept what was asked for last. */
  recordPath: string;
  /** Distributions that may be ended: they are ours. */
  own: readonly string[];
  log: DriverLog;
}

export interface AppliedLimits {
  /** What WSL's machine has, as far as it is known. */
  limits: WslLimits;
  /**
   * Distributions of others that keep WSL's machine from taking the new limits: nobody ends those but their owner. Empty
   * where the limits hold.
   */
  heldUpBy: string[];
}

/**
 * Brings the limits of the settings into `.wslconfig`. They are read when WSL's one virtual machine starts, for all
 * distributions together. Where no other distribution runs, it is shut down so that they hold from the next start on; else
 * it is left alone.
 */
export async function applyLimits(spec: VmSpec, options: LimitsOptions): Promise<AppliedLimits> {
  const { wsl, env, recordPath, own, log } = options;
  const asked = { memoryBytes: spec.memoryBytes, cpus: spec.cpus, swapBytes: spec.swapBytes };
  const path = wslConfigPath(env, homedir());
  const record = await readRecord(recordPath);
  const before = await readConfigFile(path);
  const plan = planLimits(before.text, asked, record?.asked);
  if (plan.kept.length > 0) {
    log.info('Limits that a person wrote into .wslconfig are left as they are.', { keys: plan.kept });
  }
  if (plan.text !== undefined) {
    await writeConfigFile(path, before, plan.text);
    log.info('Limits were written into .wslconfig. They hold for all distributions.', { path });
  }
  let isPending = plan.text !== undefined || (record?.isPending ?? false);
  let heldUpBy: string[] = [];
  if (isPending) {
    heldUpBy = (await wsl.names('running')).filter((name) => !own.includes(name));
    if (heldUpBy.length === 0) {
      await wsl.shutdown();
      isPending = false;
    }
  }
  const effective = isPending && record ? record.effective : plan.limits;
  await writeFileAtomic(recordPath, JSON.stringify({ asked, effective, isPending }), { mode: 0o600 });
  return { limits: effective, heldUpBy };
}

async function readRecord(path: string): Promise<z.infer<typeof recordSchema> | undefined> {
  try {
    return recordSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}
