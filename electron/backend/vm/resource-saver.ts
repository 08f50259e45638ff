import type { MachineState } from '../../../shared/contract/machine.ts';
import { sleep } from '../../../vm/sleep.ts';
import type { Logger } from '../log/logger.ts';

/** The kernel reports what is free every two seconds, a part at a time. */
const RETURN_MS = 6000;
/** When something is under way that no container shows, in milliseconds. */
const LOOK_AGAIN_MS = 30_000;

export interface ResourceSaverOptions {
  machine: {
    state(): MachineState;
    onChange(listener: () => void): () => void;
    /** Hands back what the guest does not need. */
    returnMemory(): Promise<void>;
    pause(): Promise<void>;
  };
  settings: {
    /** undefined where it is switched off. */
    delayMs(): number | undefined;
    onChange(listener: () => void): () => void;
  };
  /** How many containers run; undefined while that is not known. */
  running: () => number | undefined;
  onRunning(listener: () => void): () => void;
  /** When the engine was used last, milliseconds since the epoch. */
  usedAt: () => number;
  /** Something goes on that needs the engine: a pull, a build. */
  isBusy: () => boolean;
  log: Logger;
}

/**
 * Pauses a machine in which no container has run for a while and that nobody asked for anything. Who wakes it is not its
 * part: whoever uses the engine does. It looks when there may be something to do, and has no clock that ticks.
 */
export class ResourceSaver {
  readonly #options: ResourceSaverOptions;
  readonly #ends: (() => void)[];
  readonly #end = new AbortController();
  /** Since when no container runs. */
  #idleSince: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #pausing = false;

  constructor(options: ResourceSaverOptions) {
    this.#options = options;
    const look = () => this.#arm();
    this.#ends = [options.machine.onChange(look), options.settings.onChange(look), options.onRunning(look)];
    this.#arm();
  }

  dispose(): void {
    this.#end.abort();
    clearTimeout(this.#timer);
    for (const end of this.#ends) end();
  }

  #arm(): void {
    clearTimeout(this.#timer);
    const dueIn = this.#dueIn();
    if (dueIn === undefined || this.#pausing || this.#end.signal.aborted) return;
    this.#timer = setTimeout(() => this.#look(), Math.max(0, dueIn));
    this.#timer.unref();
  }

  /** Milliseconds until it may be paused; undefined while it may not. */
  #dueIn(): number | undefined {
    const { machine, settings, running, usedAt } = this.#options;
    const state = machine.state();
    const isIdle = state.kind === 'running' && !state.degraded && running() === 0;
    this.#idleSince = isIdle ? (this.#idleSince ?? Date.now()) : undefined;
    const delayMs = settings.delayMs();
    if (this.#idleSince === undefined || delayMs === undefined) return undefined;
    return Math.max(this.#idleSince, usedAt()) + delayMs - Date.now();
  }

  #look(): void {
    const dueIn = this.#dueIn();
    if (dueIn === undefined || dueIn > 0) {
      this.#arm();
    } else if (this.#options.isBusy()) {
      this.#timer = setTimeout(() => this.#look(), LOOK_AGAIN_MS);
      this.#timer.unref();
    } else {
      void this.#pause();
    }
  }

  async #pause(): Promise<void> {
    const { machine, log } = this.#options;
    this.#pausing = true;
    try {
      await machine.returnMemory();
      await sleep(RETURN_MS, this.#end.signal);
      // It may have been used meanwhile.
      const dueIn = this.#dueIn();
      if (dueIn !== undefined && dueIn <= 0) await machine.pause();
    } catch (error) {
      if (!this.#end.signal.aborted)
        log.warn('The resource saver could not pause the machine.', { error: String(error) });
      this.#idleSince = Date.now();
    } finally {
      this.#pausing = false;
      this.#arm();
    }
  }
}
