import type { ErrorData } from '../../../shared/errors.ts';
import { sleep } from '../../sleep.ts';
import { diskFull, freeBytes } from '../host/preflight.ts';

const MIB = 1024 ** 2;
/** Less, and the machine stands still until there is more: macOS fails a guest's writes on a full disk, and its file system with them. */
const LEAST_FREE_BYTES = 512 * MIB;
const ENOUGH_FREE_BYTES = 768 * MIB;
const LOOK_EVERY_MS = 1000;

export interface SpaceWatchOptions {
  /** Where the data disk is now. */
  folder: () => string;
  /** Somebody else had it stand still, who ends that too. */
  isPaused: () => boolean;
  pause: () => Promise<void>;
  resume: () => Promise<void>;
  /** undefined when it is over. */
  onTrouble: (error: ErrorData | undefined) => void;
  free?: (folder: string) => Promise<number>;
  lookEveryMs?: number;
}

/** Stops a machine before this computer's disk is full, and lets it go on when there is space again. */
export class SpaceWatch {
  readonly #options: SpaceWatchOptions;
  readonly #closing = new AbortController();
  #stopped = false;

  constructor(options: SpaceWatchOptions) {
    this.#options = options;
    void this.#watch();
  }

  /** Whether it is this watch that holds the machine. */
  get holds(): boolean {
    return this.#stopped;
  }

  close(): void {
    this.#closing.abort();
  }

  async #watch(): Promise<void> {
    const { free = freeBytes, lookEveryMs = LOOK_EVERY_MS, folder } = this.#options;
    const { signal } = this.#closing;
    while (!signal.aborted) {
      const bytes = await free(folder());
      await this.#look(bytes).catch(() => {
        // It is looked at again, unless the machine is gone.
      });
      await sleep(lookEveryMs, signal).catch(() => {});
    }
  }

  async #look(bytes: number): Promise<void> {
    const { isPaused, pause, resume, onTrouble, folder } = this.#options;
    if (!this.#stopped && bytes < LEAST_FREE_BYTES && !isPaused()) {
      await pause();
      this.#stopped = true;
      onTrouble(diskFull(folder(), bytes).toData());
    } else if (this.#stopped && bytes >= ENOUGH_FREE_BYTES) {
      if (!isPaused()) await resume();
      this.#stopped = false;
      onTrouble(undefined);
    }
  }
}
