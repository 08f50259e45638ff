import type { MachineUsage } from '../../../shared/contract/machine.ts';
import type { GuestResources } from '../../../vm/drivers/driver.ts';
import type { Logger } from '../log/logger.ts';

const MIB = 1024 ** 2;
/** Less above what it was at least is not worth the processor's time. */
const WORTH_BYTES = 256 * MIB;
/** A guest that works needs what it has read. In percent of one processor. */
const QUIET_CPU_PERCENT = 25;
/** After a container ended; then as long as there is something to give back. */
const AFTER_END_MS = 20_000;
const AGAIN_MS = 60_000;
/** Without a reason: what a pull or a build has read. */
const SELDOM_MS = 300_000;
/**
 * The mount gives back what is removed, within seconds. A trim takes care of what that missed: soon after something was
 * removed, but not for each of many, and once a day.
 */
const TRIM_AFTER_REMOVAL_MS = 30_000;
const TRIM_AT_MOST_EVERY_MS = 600_000;
const TRIM_EVERY_MS = 24 * 3_600_000;

export interface ReclaimerOptions {
  machine: {
    resources(): GuestResources | undefined;
    usage(): Promise<MachineUsage | undefined>;
    onChange(listener: () => void): () => void;
  };
  onFreed(listener: (what: 'memory' | 'disk') => void): () => void;
  log: Logger;
}

/**
 * Has the guest give back what it keeps without need. Free memory and removed files come back by themselves; what is left
 * are files that it has read, which are given back half by half while it has nothing to do. Whether there is something is
 * read here, of the machine's process: a guest that has nothing to give is not asked.
 */
export class Reclaimer {
  readonly #options: ReclaimerOptions;
  readonly #ends: (() => void)[];
  #timer: NodeJS.Timeout | undefined;
  #trimTimer: NodeJS.Timeout | undefined;
  #resources: GuestResources | undefined;
  #trimmedAt = 0;
  /** The least that the machine was seen to take. */
  #leastBytes = Number.POSITIVE_INFINITY;

  constructor(options: ReclaimerOptions) {
    this.#options = options;
    this.#ends = [
      options.machine.onChange(() => this.#meet()),
      options.onFreed((what) => {
        if (what === 'memory') this.#arm(AFTER_END_MS);
        else
          this.#armTrim(
            Math.max(TRIM_AFTER_REMOVAL_MS, this.#trimmedAt + TRIM_AT_MOST_EVERY_MS - Date.now()),
          );
      }),
    ];
    this.#meet();
  }

  dispose(): void {
    for (const end of this.#ends) end();
    clearTimeout(this.#timer);
    clearTimeout(this.#trimTimer);
  }

  #meet(): void {
    const resources = this.#options.machine.resources();
    if (resources === this.#resources) return;
    this.#resources = resources;
    this.#leastBytes = Number.POSITIVE_INFINITY;
    clearTimeout(this.#timer);
    clearTimeout(this.#trimTimer);
    if (!resources) return;
    this.#arm(SELDOM_MS);
    this.#armTrim(TRIM_AT_MOST_EVERY_MS);
  }

  #arm(ms: number): void {
    clearTimeout(this.#timer);
    if (!this.#resources) return;
    this.#timer = setTimeout(() => void this.#look(), ms);
    this.#timer.unref();
  }

  async #look(): Promise<void> {
    const { machine, log } = this.#options;
    const usage = await machine.usage();
    const resources = this.#resources;
    if (!resources || !usage) return this.#arm(SELDOM_MS);
    const { memoryBytes, cpuPercent } = usage;
    const isWorth = memoryBytes - this.#leastBytes > WORTH_BYTES;
    this.#leastBytes = Math.min(this.#leastBytes, memoryBytes);
    // The first look at a machine tells what it takes at least, after its boot.
    if (!isWorth) return this.#arm(SELDOM_MS);
    if (cpuPercent > QUIET_CPU_PERCENT) return this.#arm(AGAIN_MS);
    try {
      await resources.returnMemory('gently');
      log.debug('The guest was asked for memory.', { memoryBytes });
    } catch (error) {
      log.debug('The guest gave no memory back.', { error: String(error) });
    }
    this.#arm(AGAIN_MS);
    setTimeout(() => void this.#settle(memoryBytes), AGAIN_MS / 2).unref();
  }

  /** What it did not give back it needs. */
  async #settle(before: number): Promise<void> {
    const after = (await this.#options.machine.usage())?.memoryBytes;
    if (after !== undefined && before - after < WORTH_BYTES / 8) this.#leastBytes = after;
  }

  #armTrim(ms: number): void {
    clearTimeout(this.#trimTimer);
    if (!this.#resources) return;
    this.#trimTimer = setTimeout(async () => {
      this.#trimmedAt = Date.now();
      await this.#resources
        ?.trim()
        .catch((error: unknown) =>
          this.#options.log.warn('The data disk could not be trimmed.', { error: String(error) }),
        );
      this.#armTrim(TRIM_EVERY_MS);
    }, ms);
    this.#trimTimer.unref();
  }
}
