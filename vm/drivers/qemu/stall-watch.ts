import type { ErrorData } from '../../../shared/errors.ts';
import { sleep } from '../../sleep.ts';
import type { GuestAgent } from './guest-agent.ts';
import { diskFull, freeBytes } from './preflight.ts';
import type { QmpClient } from './qmp.ts';

const LOOK_EVERY_MS = 5000;
/** Enough for the writes that wait, and a little more. */
const ENOUGH_FREE_BYTES = 64 * 1024 ** 2;

export interface StallWatchOptions {
  qmp: QmpClient;
  agent: GuestAgent;
  home: string;
  onTrouble(error: ErrorData | undefined): void;
  /** The accelerator cannot go on with this guest. */
  onDeadlock(): void;
}

/**
 * QEMU stops a machine by itself where the host's disk is full, and where the accelerator meets what it cannot do:
 * https://www.qemu.org/docs/master/interop/qemu-qmp-ref.html#enum-QMP-run-state.RunState. The first goes on
 * when there is space again: no write of the guest is lost.
 */
export class StallWatch {
  readonly #options: StallWatchOptions;
  readonly #closing = new AbortController();
  #waiting = false;

  constructor(options: StallWatchOptions) {
    this.#options = options;
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
        this.#options.onDeadlock();
        return;
    }
  }

  async #waitForSpace(): Promise<void> {
    if (this.#waiting) return;
    this.#waiting = true;
    const { qmp, agent, home, onTrouble } = this.#options;
    const { signal } = this.#closing;
    onTrouble(diskFull(home, await freeBytes(home)).toData());
    try {
      while ((await freeBytes(home)) < ENOUGH_FREE_BYTES) await sleep(LOOK_EVERY_MS, signal);
      await qmp.execute('cont');
      onTrouble(undefined);
      // The guest's clock stood still.
      await agent.setTime();
    } catch {
      // Closed, or ended meanwhile; a clock that could not be set goes wrong by the length of the stop.
    } finally {
      this.#waiting = false;
    }
  }
}
