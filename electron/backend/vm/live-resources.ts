import type { UserSettings } from '../../../shared/contract/settings.ts';
import type { GuestResources, GuestShare } from '../../../vm/drivers/driver.ts';
import type { Logger } from '../log/logger.ts';

export interface LiveResourcesOptions {
  machine: {
    /** undefined where none runs that can follow. */
    resources(): GuestResources | undefined;
    /** What the machine has now. */
    share(): { [K in keyof GuestShare]?: GuestShare[K] | undefined };
    onChange(listener: () => void): () => void;
    /** Told after each change made here. */
    tellChange(): void;
  };
  settings: {
    wanted(): Pick<UserSettings, 'cpus' | 'memoryBytes'>;
    onChange(listener: () => void): () => void;
  };
  log: Logger;
}

/**
 * Brings a machine that runs to what the settings ask of it, as far as it can follow without a restart. What it cannot is
 * told by what it has: it goes on to differ from the settings.
 */
export class LiveResources {
  readonly #options: LiveResourcesOptions;
  readonly #ends: (() => void)[];
  #following: Promise<void> | undefined;
  /** What it could not follow: not tried again until something else is asked. */
  #refused = '';

  constructor(options: LiveResourcesOptions) {
    this.#options = options;
    const { machine, settings } = options;
    this.#ends = [
      settings.onChange(() => void this.follow()),
      machine.onChange(() => {
        if (machine.resources()) void this.follow();
        else this.#refused = '';
      }),
    ];
    void this.follow();
  }

  /** Where within a machine that runs follows at once; undefined where it does not. */
  get limits(): GuestResources['limits'] | undefined {
    return this.#options.machine.resources()?.limits;
  }

  /** Resolves when the machine has followed as far as it can. Never rejects. */
  follow(): Promise<void> {
    const next = (this.#following ?? Promise.resolve()).then(() => this.#follow());
    const following: Promise<void> = next.finally(() => {
      if (this.#following === following) this.#following = undefined;
    });
    this.#following = following;
    return following;
  }

  dispose(): void {
    for (const end of this.#ends) end();
  }

  async #follow(): Promise<void> {
    const { machine, settings, log } = this.#options;
    const resources = machine.resources();
    if (!resources) return;
    const { cpus, memoryBytes } = settings.wanted();
    const now = machine.share();
    const text = JSON.stringify({ cpus, memoryBytes });
    if (text === this.#refused) return;
    this.#refused = '';
    const { limits } = resources;
    try {
      if (cpus !== now.cpus && isWithin(cpus, limits.cpus)) {
        await resources.setCpus(cpus);
        log.info('The machine has another number of processors.', { cpus });
        machine.tellChange();
      }
      if (memoryBytes !== now.memoryBytes && isWithin(memoryBytes, limits.memoryBytes)) {
        await resources.setMemory(memoryBytes);
        log.info('The machine has another amount of memory.', { memoryBytes });
        machine.tellChange();
      }
    } catch (error) {
      this.#refused = text;
      log.warn('The machine does not follow the settings until its next start.', { error: String(error) });
    }
  }
}

function isWithin(value: number, { min, max }: { min: number; max: number }): boolean {
  return value >= min && value <= max;
}
