import { randomUUID } from 'node:crypto';
import { rm, stat } from 'node:fs/promises';
import type { ExportPlan, ExportSchedule } from '../../../../shared/contract/volumes.ts';
import { AppError, toAppError } from '../../../../shared/errors.ts';
import type { Logger } from '../../log/logger.ts';
import type { TaskHandle, TaskRegistry } from '../../tasks/task-registry.ts';
import { pause } from '../pause.ts';
import { nextRun } from './next-run.ts';
import type { KeptSchedule, ScheduleFile } from './schedule-file.ts';

/** A timer does not run while the computer sleeps: the clock is looked at again and again, in milliseconds. */
const LOOK_EVERY_MS = 60_000;

/** Time, for tests to move. */
export interface Clock {
  now(): number;
  /** Returns what cancels it. */
  after(milliseconds: number, work: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after(milliseconds, work) {
    const timer = setTimeout(work, milliseconds);
    timer.unref();
    return () => clearTimeout(timer);
  },
};

export interface ExportSchedulesOptions {
  file: ScheduleFile;
  tasks: TaskRegistry;
  log: Logger;
  clock: Clock;
  /** Where an engine is, and when that changes. */
  engine: { isThere(): boolean; onChange(listener: () => void): () => void };
  /** Writes one export. Complete or not at all. */
  run(plan: ExportPlan, fileName: string, task: TaskHandle): Promise<{ path: string; sizeBytes: number }>;
}

/**
 * Exports of volumes at the times that people chose. What was due while Pier or the computer slept runs once, as
 * soon as there is an engine; the newest files of a schedule stay, and only what it made itself is ever removed.
 */
export class ExportSchedules {
  readonly #options: ExportSchedulesOptions;
  #schedules: KeptSchedule[] = [];
  readonly #running = new Map<string, string>();
  readonly #watchers = new Set<() => void>();
  readonly #loaded: Promise<void>;
  readonly #unsubscribe: () => void;
  #cancelTimer = () => {};
  #version = 0;
  #isDisposed = false;

  constructor(options: ExportSchedulesOptions) {
    this.#options = options;
    this.#loaded = options.file.read().then((schedules) => {
      this.#schedules = schedules;
      this.#changed();
      this.#look();
    });
    this.#unsubscribe = options.engine.onChange(() => {
      this.#changed();
      this.#look();
    });
  }

  async *watch(signal: AbortSignal): AsyncGenerator<ExportSchedule[], void, void> {
    await this.#loaded;
    let seen = -1;
    while (!signal.aborted) {
      if (seen !== this.#version) {
        seen = this.#version;
        yield this.#schedules.map((schedule) => this.#toExportSchedule(schedule));
        continue;
      }
      await pause({
        signal,
        onChange: (listener) => {
          this.#watchers.add(listener);
          return () => this.#watchers.delete(listener);
        },
      });
    }
  }

  /** Without an id a new one. @throws AppError `schedule_not_found` and those of a disk. */
  async save(plan: ExportPlan & { id?: string | undefined }): Promise<{ id: string }> {
    await this.#loaded;
    const before = plan.id === undefined ? undefined : this.#require(plan.id);
    const schedule: KeptSchedule = {
      ...(before ?? { files: [] }),
      ...plan,
      id: before?.id ?? randomUUID(),
      nextRunAt: nextRun(plan, this.#options.clock.now()),
    };
    await this.#keep(
      before
        ? this.#schedules.map((each) => (each.id === schedule.id ? schedule : each))
        : [...this.#schedules, schedule],
    ).finally(() => this.#look());
    return { id: schedule.id };
  }

  /** The file that they are kept in was removed. */
  async forgetAll(): Promise<void> {
    await this.#loaded;
    this.#schedules = [];
    this.#changed();
  }

  /** The files that it made stay. */
  async remove(id: string): Promise<void> {
    await this.#loaded;
    this.#require(id);
    await this.#keep(this.#schedules.filter((each) => each.id !== id));
  }

  /** Runs it now. One that runs already is answered with its task. @throws AppError `schedule_not_found` */
  async run(id: string): Promise<{ taskId: string }> {
    await this.#loaded;
    this.#require(id);
    return this.#start(id);
  }

  dispose(): void {
    this.#isDisposed = true;
    this.#unsubscribe();
    this.#cancelTimer();
  }

  #look(): void {
    this.#cancelTimer();
    if (this.#isDisposed) return;
    const enabled = this.#schedules.filter((schedule) => schedule.enabled);
    if (enabled.length === 0) return;
    const now = this.#options.clock.now();
    if (this.#options.engine.isThere()) {
      for (const { id, nextRunAt } of enabled)
        if (nextRunAt <= now && !this.#running.has(id)) this.#start(id);
    }
    const next = Math.min(...enabled.map(({ nextRunAt }) => nextRunAt).filter((at) => at > now));
    const wait = Math.max(1000, Math.min(LOOK_EVERY_MS, next - now));
    this.#cancelTimer = this.#options.clock.after(wait, () => this.#look());
    // What waits for the engine is shown to wait.
    this.#changed();
  }

  #start(id: string): { taskId: string } {
    const running = this.#running.get(id);
    if (running) return { taskId: running };
    const { volume } = this.#require(id);
    const description = { kind: 'volume-export', title: `Export ${volume}`, subject: volume };
    const started = this.#options.tasks.start(description, (task) => this.#export(id, task));
    this.#running.set(id, started.taskId);
    this.#changed();
    return started;
  }

  async #export(id: string, task: TaskHandle): Promise<{ status: string; result: Record<string, string> }> {
    const { clock, run } = this.#options;
    const at = clock.now();
    try {
      const plan = this.#require(id);
      const { path, sizeBytes } = await run(plan, exportFileName(plan.volume, at), task);
      const files = await this.#prune(
        [{ path, sizeBytes, createdAt: at }, ...this.#require(id).files],
        plan.keep,
      );
      await this.#ended(id, { lastRun: { at, file: path }, files });
      return { status: `Written to ${path}`, result: { path } };
    } catch (thrown) {
      const error = toAppError(thrown);
      // Interrupted by the end of Pier: it is still due at the next start.
      if (this.#isDisposed && task.signal.aborted) throw error;
      await this.#ended(id, { lastRun: { at, error: error.toData() } }).catch(() => {});
      throw error;
    } finally {
      this.#running.delete(id);
      this.#changed();
      this.#look();
    }
  }

  /** Removes the oldest; forgets those that somebody removed. */
  async #prune(files: KeptSchedule['files'], keep: number): Promise<KeptSchedule['files']> {
    const kept: KeptSchedule['files'] = [];
    for (const file of files) {
      const isThere = await stat(file.path).then(
        () => true,
        () => false,
      );
      if (isThere && kept.length < keep) kept.push(file);
      else if (isThere) {
        await rm(file.path).catch((error: unknown) => {
          this.#options.log.warn('An old export was not removed.', { path: file.path, error: String(error) });
        });
      }
    }
    return kept;
  }

  async #ended(id: string, change: Partial<KeptSchedule>): Promise<void> {
    const now = this.#options.clock.now();
    await this.#keep(
      this.#schedules.map((each) =>
        each.id === id ? { ...each, ...change, nextRunAt: nextRun(each, now) } : each,
      ),
    );
  }

  /**
   * It holds before it is written: of two changes at once none undoes the other, and what ran does not run again and
   * again where nothing can be written.
   */
  async #keep(schedules: KeptSchedule[]): Promise<void> {
    this.#schedules = schedules;
    this.#changed();
    await this.#options.file.write(schedules);
  }

  #toExportSchedule({ nextRunAt, ...schedule }: KeptSchedule): ExportSchedule {
    const isDue = schedule.enabled && nextRunAt <= this.#options.clock.now();
    return {
      ...schedule,
      ...(schedule.enabled ? { nextRunAt } : {}),
      isRunning: this.#running.has(schedule.id),
      isWaiting: isDue && !this.#running.has(schedule.id) && !this.#options.engine.isThere(),
    };
  }

  #changed(): void {
    this.#version += 1;
    for (const watcher of [...this.#watchers]) watcher();
  }

  #require(id: string): KeptSchedule {
    const schedule = this.#schedules.find((each) => each.id === id);
    if (schedule) return schedule;
    throw new AppError(
      'schedule_not_found',
      `Find the schedule '${id}': it is not known.`,
      'It was removed meanwhile. The list shows the schedules there are.',
    );
  }
}

/** "shop-data-20240506-033000.tar.gz", in this computer's time. */
export function exportFileName(volume: string, at: number): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}${two(date.getMonth() + 1)}${two(date.getDate())}`;
  const time = `${two(date.getHours())}${two(date.getMinutes())}${two(date.getSeconds())}`;
  return `${volume.replace(/[^\w.-]/g, '_')}-${day}-${time}.tar.gz`;
}
