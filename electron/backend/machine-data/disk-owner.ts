import { AppError, type ErrorCode, toAppError } from '../../../shared/errors.ts';
import type { Logger } from '../log/logger.ts';
import type { SettingsBook } from '../settings/settings-book.ts';
import type { TaskHandle, TaskRegistry } from '../tasks/task-registry.ts';
import type { Supervisor } from '../vm/supervisor.ts';
import type { DiskSwap } from './disk-swap.ts';

/** A start that failed so may have failed of its data. All others never came to the disk: a program or a port was missing. */
const DATA_FAILURES: readonly ErrorCode[] = [
  'guest_failed',
  'data_disk_newer',
  'data_disk_unusable',
  'machine_crashed',
  'machine_start_timeout',
  'engine_unreachable',
  'engine_error',
];

/** What a person had and wanted before the disk was taken. */
interface Before {
  ran: boolean;
  /** It stood still because a person wanted that. */
  paused: boolean;
  stopsAsked: number;
}

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
  #settling: Promise<void> | undefined;

  constructor(options: DiskOwnerOptions) {
    this.#options = options;
    // A replaced disk whose first start was interrupted is judged by the next one.
    this.#unsubscribe = options.supervisor.onChange(() => this.#settle());
  }

  dispose(): void {
    this.#unsubscribe();
  }

  /**
   * Stops the engine for `work`, and starts it again where it ran, however the work ends: unless somebody stopped it
   * meanwhile. One that a person had paused stands still again.
   * @returns what the work gave, and how long the engine was away, in milliseconds
   */
  async whileStopped<T>(
    task: TaskHandle,
    what: string,
    work: () => Promise<T>,
  ): Promise<{ value: T; awayMs: number }> {
    const { supervisor } = this.#options;
    const before = this.#before();
    const stoppedAt = Date.now();
    if (before.ran) task.report({ status: 'Stopping the engine' });
    let value: T;
    try {
      value = (await supervisor.whileStopped(what, work)).value;
    } catch (error) {
      // Why it failed is what counts.
      await this.#startAgain(task, before).catch(() => {});
      throw error;
    }
    await this.#startAgain(task, before);
    return { value, awayMs: before.ran ? Date.now() - stoppedAt : 0 };
  }

  /**
   * Puts the incoming disk in place of the data disk and starts the engine with it. Where it does not start, the disk
   * before is put back. Where somebody stopped it meanwhile, the next start tells.
   * @throws AppError with why it did not start
   */
  async replace(task: TaskHandle): Promise<void> {
    const { supervisor, swap, log } = this.#options;
    const before = this.#before();
    task.report({ status: 'Stopping the engine', cancellable: false });
    this.#isReplacing = true;
    let limit: number | undefined;
    try {
      // It removes or moves the very disks.
      await this.#settling;
      try {
        limit = await this.#makeRoomFor(swap.incoming);
        await supervisor.whileStopped('its data are being replaced', () => swap.exchange());
      } catch (error) {
        await swap.recover().catch(() => {});
        await this.#limitTo(limit);
        await this.#startAgain(task, before).catch(() => {});
        throw error;
      }
      if (this.#isUnwanted(before)) return;
      task.report({ status: 'Starting the engine with the new data' });
      try {
        await supervisor.start();
      } catch (thrown) {
        const error = toAppError(thrown);
        // Somebody stopped it, or Pier quits: the next start tells.
        if (error.code === 'cancelled' || this.#options.tasks.isDisposed) throw error;
        task.report({ status: 'Putting the data before back' });
        log.warn('The engine did not start with the new data.', { ...error.toData() });
        await this.#putBack(limit, error);
        await this.#startAgain(task, before).catch(() => {});
        throw new AppError(
          error.code,
          `${error.message} The data that were there before are back.`,
          'Nothing was changed. Look at the log of the machine for the reason.',
          { cause: error, ...(error.lastLines && { lastLines: error.lastLines }) },
        );
      }
      await swap.confirm();
      await this.#pauseAgain(before);
    } finally {
      this.#isReplacing = false;
    }
  }

  #before(): Before {
    const { state } = this.#options.supervisor.status();
    return {
      ran: ['running', 'paused', 'starting', 'provisioning'].includes(state.kind),
      paused: state.kind === 'paused' && state.by === 'person',
      stopsAsked: this.#options.supervisor.stopsAsked,
    };
  }

  /** Somebody stopped it meanwhile, or Pier quits. */
  #isUnwanted({ stopsAsked }: Before): boolean {
    return this.#options.tasks.isDisposed || this.#options.supervisor.stopsAsked !== stopsAsked;
  }

  async #startAgain(task: TaskHandle, before: Before): Promise<void> {
    const { supervisor } = this.#options;
    if (!before.ran || this.#isUnwanted(before)) return;
    task.report({
      status: 'Starting the engine again',
      currentBytes: undefined,
      totalBytes: undefined,
      bytesPerSecond: undefined,
      cancellable: false,
    });
    await supervisor.start();
    await this.#pauseAgain(before);
  }

  /** Its data are in order, whether it stands still or not. */
  async #pauseAgain(before: Before): Promise<void> {
    if (!before.paused || this.#isUnwanted(before)) return;
    await this.#options.supervisor.pause('person').catch((error: unknown) =>
      this.#options.log.warn('The engine was paused before, and could not be paused again.', {
        error: String(error),
      }),
    );
  }

  /** @throws AppError with why it did not start, where the data before cannot take their place either */
  async #putBack(limit: number | undefined, why: AppError): Promise<void> {
    const { supervisor, swap, log } = this.#options;
    try {
      await supervisor.whileStopped('its data are being put back', () => swap.rollBack());
    } catch (thrown) {
      const error = toAppError(thrown);
      log.error('The data before could not be put back.', { ...error.toData() });
      throw new AppError(
        why.code,
        `${why.message} The data that were there before could not be put back: ${error.message}`,
        `They are kept in '${swap.previous}', and the next start that fails tries again. ${error.hint}`,
        { cause: why, ...(why.lastLines && { lastLines: why.lastLines }) },
      );
    }
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

  /** Judges a disk that was replaced before this backend, or before a stop, by how the machine does with it. */
  #settle(): void {
    const { supervisor, swap, log } = this.#options;
    const { state } = supervisor.status();
    if (this.#isReplacing || this.#settling || !swap.isPending) return;
    let work: () => Promise<void>;
    if (state.kind === 'running') {
      work = async () => {
        await swap.confirm();
        log.info('The engine has started with its new data; the ones before are removed.');
      };
    } else if (state.kind === 'failed' && DATA_FAILURES.includes(state.error.code)) {
      work = async () => {
        await supervisor.whileStopped('its data are being put back', () => swap.rollBack());
        log.warn('The engine did not start with its new data: the ones before are back.');
      };
    } else return;
    // Begun at once: the state that was looked at is the one that it works with.
    this.#settling = work()
      .catch((error: unknown) => {
        log.warn('Replaced data could not be settled.', { error: String(error) });
      })
      .finally(() => {
        this.#settling = undefined;
      });
  }
}
