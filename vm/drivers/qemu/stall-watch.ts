import type { ErrorData } from '../../../shared/errors.ts';
import { sleep } from '../../sleep.ts';
import type { GuestAgent } from '../guest/guest-agent.ts';
import { diskFull, freeBytes } from '../host/preflight.ts';
import type { QmpClient } from './qmp.ts';

const LOOK_EVERY_MS = 5000;
/** Enough for the writes that wait, and a little more. */
const ENOUGH_FREE_BYTES = 64 * 1024 ** 2;

export interface StallWatchOptions {
  qmp: QmpClient;
  agent: GuestAgent;
  /** That the data disk is in. */
  folder: () => string;
  /** Bytes that can still be written there. */
  free?: (folder: string) => Promise<number>;
  /** Somebody wants the machine to stand still, whatever stopped it first. */
  isPaused: () => boolean;
  onTrouble(error: ErrorData | undefined): void;
  /** The accelerator cannot go on with this guest. Told once. */
  onDeadlock(): void;
}

/**
 * QEMU stops a machine by itself where the host's disk is full, and where the accelerator meets what it cannot do:
 * https://www.qemu.org/docs/master/interop/qemu-qmp-ref.html#enum-QMP-run-state.RunState. The first goes on
 * when there is space again: no write of the guest is lost.
 */
export class StallWatch {
  readonly #options: StallWatchOptions;
  readonly #free: (folder: string) => Promise<number>;
  readonly #closing = new AbortController();
  #waiting = false;
  #deadlocked = false;

  constructor(options: StallWatchOptions) {
    this.#options = options;
    this.#free = options.free ?? freeBytes;
    options.qmp.onEvent(({ name }) => {
      if (name === 'STOP') void this.#look();
    });
    // An adopted machine may have stopped while nobody looked.
    void this.#look();
  }

  close(): void {
    this.#closing.abort();
  }

  async #look(): Promise<void> {
    const status = await this.#options.qmp.execute('query-status').catch(() => undefined);
    switch ((status as { status?: string } | undefined)?.status) {
      case 'io-error':
        await this.#waitForSpace();
        return;
      case 'internal-error':
        if (this.#deadlocked) return;
        this.#deadlocked = true;
        this.#options.onDeadlock();
        return;
    }
  }

  async #waitForSpace(): Promise<void> {
    if (this.#waiting) return;
    this.#waiting = true;
    const { agent, onTrouble } = this.#options;
    const folder = this.#options.folder();
    onTrouble(diskFull(folder, await this.#free(folder)).toData());
    try {
      await this.#resume();
    } catch {
      // The machine is let go of, or ended meanwhile.
      return;
    } finally {
      // Before the next wait: the disk may be full again at once.
      this.#waiting = false;
    }
    onTrouble(undefined);
    // The guest's clock stood still. One that cannot be set goes wrong by the length of the stop.
    await agent.setTime().catch(() => {});
  }

  /** Resolves when the machine goes on. One that was paused meanwhile goes on when that ends. */
  async #resume(): Promise<void> {
    const { qmp, folder, isPaused } = this.#options;
    const { signal } = this.#closing;
    while (true) {
      signal.throwIfAborted();
      if (!isPaused() && (await this.#free(folder())) >= ENOUGH_FREE_BYTES && !isPaused()) {
        const goesOn = await qmp.execute('cont').then(
          () => true,
          () => false,
        );
        if (goesOn) return;
      }
      await sleep(LOOK_EVERY_MS, signal);
    }
  }
}
