import { randomUUID } from 'node:crypto';
import type { Task, TaskItem, TaskOutputLine, TasksUpdate } from '../../../shared/contract/tasks.ts';
import { AppError, toAppError } from '../../../shared/errors.ts';
import type { Logger } from '../log/logger.ts';
import { TaskOutput } from './task-output.ts';
import { TaskSubscription } from './task-subscription.ts';

/** How many ended tasks are remembered. */
const ENDED_KEPT = 50;
/** Of so many of them with all of their output; of older ones with its end. */
const OUTPUTS_KEPT = 10;
const OLD_OUTPUT_LINES = 200;

export interface TaskDescription {
  kind: string;
  title: string;
  subject: string;
  /** False where half of it would be worse than all of it. */
  cancellable?: boolean;
}

/** What a task works with. */
export interface TaskHandle {
  readonly id: string;
  /** Aborted when a person cancels. A task that then throws counts as cancelled, whatever it throws. */
  readonly signal: AbortSignal;
  /** Absent fields stay as they were; undefined clears. */
  report(change: {
    status?: string;
    currentBytes?: number | undefined;
    totalBytes?: number | undefined;
    bytesPerSecond?: number | undefined;
    /** From where half of it would be worse than all of it. */
    cancellable?: false;
  }): void;
  /** Adds a part, or changes it by its id. */
  item(item: TaskItem): void;
  /** One line of output, without its line end. */
  write(stream: TaskOutputLine['stream'], text: string): void;
}

/** What a task leaves: words for its last status, and values for who waits for it. */
export interface TaskOutcome {
  status?: string;
  result?: Record<string, string>;
}

/** Rejects where it fails. */
export type TaskWork = (handle: TaskHandle) => Promise<TaskOutcome | undefined>;

interface Entry {
  task: Task;
  readonly abort: AbortController;
  readonly output: TaskOutput;
  readonly ended: Promise<void>;
}

/** The long operations of one backend: what runs, and what ended of late. */
export class TaskRegistry {
  readonly #log: Logger;
  readonly #entries = new Map<string, Entry>();
  readonly #subscriptions = new Set<TaskSubscription>();
  #disposed = false;

  constructor(options: { log: Logger }) {
    this.#log = options.log;
  }

  /** How many have not ended. */
  get running(): number {
    return [...this.#entries.values()].filter(({ task }) => task.state === 'running').length;
  }

  /** Starts a task and returns at once. How it ends is told by the task alone. @throws AppError after dispose(). */
  start(description: TaskDescription, run: TaskWork): { taskId: string } {
    if (this.#disposed) {
      const hint = 'Start it again when Pier runs again.';
      throw new AppError('cancelled', `Cannot start '${description.title}': Pier is quitting.`, hint);
    }
    const id = randomUUID();
    const abort = new AbortController();
    const output = new TaskOutput();
    const task: Task = {
      id,
      kind: description.kind,
      title: description.title,
      subject: description.subject,
      state: 'running',
      status: '',
      items: [],
      cancellable: description.cancellable ?? true,
      hasOutput: false,
      startedAt: Date.now(),
    };
    // The entry is there before the first report of `run`.
    const ended = Promise.resolve().then(() => this.#run(id, run));
    this.#entries.set(id, { task, abort, output, ended });
    this.#tell(id);
    return { taskId: id };
  }

  /** @throws AppError `task_not_found` */
  cancel(id: string): void {
    const { task, abort } = this.#require(id);
    if (task.state === 'running' && task.cancellable) abort.abort();
  }

  /** Forgets one that has ended, or all of them. */
  dismiss(id?: string): void {
    for (const entry of [...this.#entries.values()]) {
      if (entry.task.state === 'running' || (id !== undefined && id !== entry.task.id)) continue;
      this.#forget(entry.task.id);
    }
  }

  async *watch(signal: AbortSignal): AsyncGenerator<TasksUpdate, void, void> {
    const subscription = new TaskSubscription((id) => this.#entries.get(id)?.task);
    this.#subscriptions.add(subscription);
    try {
      yield { kind: 'snapshot', tasks: [...this.#entries.values()].map(({ task }) => task) };
      yield* subscription.updates(signal);
    } finally {
      this.#subscriptions.delete(subscription);
    }
  }

  /** @throws AppError `task_not_found` */
  output(
    id: string,
    signal: AbortSignal,
  ): AsyncGenerator<{ first: number; lines: TaskOutputLine[] }, void, void> {
    return this.#require(id).output.read(signal);
  }

  /** Resolves with the task as it ended. @throws AppError `task_not_found` */
  async ended(id: string): Promise<Task> {
    const entry = this.#require(id);
    await entry.ended;
    return entry.task;
  }

  /** None begins any more: Pier is quitting. */
  get isDisposed(): boolean {
    return this.#disposed;
  }

  /** Cancels all and waits for their ends; none begins any more. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    const entries = [...this.#entries.values()];
    for (const { abort } of entries) abort.abort();
    await Promise.all(entries.map(({ ended }) => ended));
  }

  async #run(id: string, run: TaskWork): Promise<void> {
    const { abort, output } = this.#require(id);
    const { signal } = abort;
    let end: Partial<Task>;
    try {
      signal.throwIfAborted();
      const outcome = await run({
        id,
        signal,
        report: (change) => this.#change(id, change),
        item: (item) => this.#putItem(id, item),
        write: (stream, text) => {
          output.write(stream, text);
          if (!this.#entries.get(id)?.task.hasOutput) this.#change(id, { hasOutput: true });
        },
      });
      end = { state: 'done', ...outcome };
    } catch (thrown) {
      const error = toAppError(thrown);
      const cancelled = signal.aborted || error.code === 'cancelled';
      end = cancelled ? { state: 'cancelled' } : { state: 'failed', error: error.toData() };
      if (error.code === 'internal' && !cancelled) {
        this.#log.error(`The task '${id}' failed.`, { error: error.cause ?? error });
      }
    }
    output.end();
    this.#change(id, { ...end, bytesPerSecond: undefined, endedAt: Date.now() });
    const endedOnes = [...this.#entries.values()].filter(({ task }) => task.state !== 'running');
    for (const { task } of endedOnes.slice(0, -ENDED_KEPT)) this.#forget(task.id);
    for (const { output: old } of endedOnes.slice(0, -OUTPUTS_KEPT)) old.shorten(OLD_OUTPUT_LINES);
  }

  #putItem(id: string, item: TaskItem): void {
    const items = this.#entries.get(id)?.task.items ?? [];
    const index = items.findIndex((each) => each.id === item.id);
    this.#change(id, { items: index < 0 ? [...items, item] : items.with(index, item) });
  }

  #change(id: string, change: { [K in keyof Task]?: Task[K] | undefined }): void {
    const entry = this.#entries.get(id);
    if (!entry) return;
    // What is sent is never changed afterwards: a watcher may hold it.
    entry.task = { ...entry.task, ...change } as Task;
    this.#tell(id);
  }

  #forget(id: string): void {
    this.#entries.delete(id);
    this.#tell(id);
  }

  #tell(id: string): void {
    for (const subscription of this.#subscriptions) subscription.changed(id);
  }

  #require(id: string): Entry {
    const entry = this.#entries.get(id);
    if (entry) return entry;
    throw new AppError(
      'task_not_found',
      `Find the task '${id}': it is not known.`,
      'It ended long ago, or Pier was started again. The list of tasks shows those there are.',
    );
  }
}
