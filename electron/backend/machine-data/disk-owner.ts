import { AppError, toAppError } from '../../../shared/errors.ts';
import type { Logger } from '../log/logger.ts';
import type { SettingsBook } from '../settings/settings-book.ts';
import type { TaskHandle, TaskRegistry } from '../tasks/task-registry.ts';
import type { Supervisor } from '../vm/supervisor.ts';
import type { DiskSwap } from './disk-swap.ts';

export interface DiskOwnerOptions {
  supervisor: Supervisor;
  tasks: TaskRegistry;
  settings: SettingsBook;
  swap: DiskSwap;
  /** Of a file, in bytes. */
  sizeOf: (path: string) => Promise<number>;
  log: Logger;
}

/** Has the data disk while the machine is stopped, and sees to it that the machine runs again where it ran. */
export class DiskOwner {
  readonly #options: DiskOwnerOptions;
  readonly #unsubscribe: () => void;
  #isReplacing = false;
  #isSettling = false;

  constructor(options: DiskOwnerOptions) {
    this.#options = options;
    // A replaced disk whose first start was interrupted is judged by the next one.
    this.#unsubscribe = options.supervisor.onChange(() => void this.#settle());
  }

  dispose(): void {
    this.#unsubscribe();
  }

  /**
   * Stops the engine for `work`, and starts it again where it ran, however the work ends.
   * @returns what the work gave, and how long the engine was away, in milliseconds
   */
  async whileStopped<T>(
    task: TaskHandle,
    what: string,
    work: () => Promise<T>,
  ): Promise<{ value: T; awayMs: number }> {
    const { supervisor } = this.#options;
    const ran = this.#runs();
    const stoppedAt = Date.now();
    if (ran) task.report({ status: 'Stopping the engine' });
    let value: T;
    try {
      value = (await supervisor.whileStopped(what, work)).value;
    } catch (error) {
      // Why it failed is what counts.
      await this.#startAgain(task, ran).catch(() => {});
      throw error;
    }
    await this.#startAgain(task, ran);
    return { value, awayMs: ran ? Date.now() - stoppedAt : 0 };
  }

  /**
   * Puts the incoming disk in place of the data disk and starts the engine with it. Where it does not start, the disk
   * before is put back.
   * @throws AppError with why it did not start
   */
  async replace(task: TaskHandle): Promise<void> {
    const { supervisor, swap, log } = this.#options;
    const ran = this.#runs();
    task.report({ status: 'Stopping the engine', cancellable: false });
    this.#isReplacing = true;
    let limit: number | undefined;
    try {
      try {
        limit = await this.#makeRoomFor(swap.incoming);
        await supervisor.whileStopped('its data are being replaced', () => swap.exchange());
      } catch (error) {
        await swap.recover().catch(() => {});
        await this.#limitTo(limit);
        await this.#startAgain(task, ran).catch(() => {});
        throw error;
      }
      task.report({ status: 'Starting the engine with the new data' });
      try {
        await supervisor.start();
      } catch (thrown) {
        const error = toAppError(thrown);
        // Somebody stopped it, or Pier quits: the next start tells.
        if (error.code === 'cancelled' || this.#options.tasks.isDisposed) throw error;
        task.report({ status: 'Putting the data before back' });
        log.warn('The engine did not start with the new data.', { ...error.toData() });
        await this.#putBack(limit);
        if (ran) await supervisor.start().catch(() => {});
        throw new AppError(
          error.code,
          `${error.message} The data that were there before are back.`,
          'Nothing was changed. Look at the log of the machine for the reason.',
          { cause: error, ...(error.lastLines && { lastLines: error.lastLines }) },
        );
      }
      await swap.confirm();
    } finally {
      this.#isReplacing = false;
    }
  }

  #runs(): boolean {
    const { kind } = this.#options.supervisor.status().state;
    return ['running', 'paused', 'starting', 'provisioning'].includes(kind);
  }

  async #startAgain(task: TaskHandle, ran: boolean): Promise<void> {
    const { supervisor, tasks } = this.#options;
    if (!ran || tasks.isDisposed) return;
    task.report({
      status: 'Starting the engine again',
      currentBytes: undefined,
      totalBytes: undefined,
      bytesPerSecond: undefined,
      cancellable: false,
    });
    await supervisor.start();
  }

  async #putBack(limit: number | undefined): Promise<void> {
    const { supervisor, swap } = this.#options;
    await supervisor.whileStopped('its data are being put back', () => swap.rollBack());
    await this.#limitTo(limit);
  }

  async #limitTo(limit: number | undefined): Promise<void> {
    if (limit !== undefined) await this.#options.settings.change({ diskLimitBytes: limit }).catch(() => {});
  }

  /** A disk cannot shrink: one that is larger than the limit raises it. @returns the limit before */
  async #makeRoomFor(path: string): Promise<number | undefined> {
    const { settings, sizeOf } = this.#options;
    const before = settings.current.diskLimitBytes;
    const size = await sizeOf(path);
    if (size <= before) return undefined;
    await settings.change({ diskLimitBytes: size });
    return before;
  }

  async #settle(): Promise<void> {
    const { supervisor, swap, log } = this.#options;
    const { kind } = supervisor.status().state;
    if (this.#isReplacing || this.#isSettling || (kind !== 'running' && kind !== 'failed')) return;
    if (!swap.isPending) return;
    this.#isSettling = true;
    try {
      if (kind === 'running') {
        await swap.confirm();
        log.info('The engine has started with its new data; the ones before are removed.');
      } else {
        await supervisor.whileStopped('its data are being put back', () => swap.rollBack());
        log.warn('The engine did not start with its new data: the ones before are back.');
      }
    } catch (error) {
      log.warn('Replaced data could not be settled.', { error: String(error) });
    } finally {
      this.#isSettling = false;
    }
  }
}
