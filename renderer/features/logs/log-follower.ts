import type { LogBatch, LogTime } from '../../../shared/contract/logs.ts';
import { type ErrorData, toAppError } from '../../../shared/errors.ts';
import { LogStore } from './log-store.ts';

/** A batch, and where there are several containers, the place of each line's own in `LogStore.sources`. */
export interface SourcedBatch {
  batch: LogBatch;
  sources?: readonly number[];
  /** Added to each of them. */
  base?: number;
}

/** A line of what is no container's log: the output of a task, the console of the machine. */
export interface LogEntry {
  text: string;
  stream?: 'stdout' | 'stderr';
}

/**
 * Opens the log and gives its lines until it ends, fails or `signal` aborts.
 * @param store what has been read so far; its `newest` is the moment behind which to go on
 */
export type LogSource = (signal: AbortSignal, store: LogStore) => AsyncIterable<SourcedBatch | LogEntry[]>;

export type LogStatus = 'loading' | 'live' | 'ended' | 'failed';

/** What changes seldom. */
export interface LogState {
  status: LogStatus;
  error: ErrorData | undefined;
}

export interface LogFollowerOptions {
  /** Calls back before the next paint. */
  schedule?: (callback: () => void) => void;
  store?: LogStore;
}

/** Between two tellings of a log whose lines come in floods, in milliseconds. */
const FLOOD_MS = 50;
/** More lines than this since the last telling are a flood: nobody reads them as they pass. */
const FLOOD_LINES = 500;

/**
 * Reads a log into a store and tells its listeners at most once per frame, however fast lines come; less often when they
 * pass faster than anybody reads.
 */
export class LogFollower {
  readonly store: LogStore;
  private state: LogState = { status: 'loading', error: undefined };
  private version = 0;
  private readonly schedule: (callback: () => void) => void;
  private readonly listeners = new Set<() => void>();
  private abort: AbortController | undefined;
  private scheduled = false;
  private toldEnd = 0;
  private toldAt = 0;

  constructor(
    private readonly open: LogSource,
    options: LogFollowerOptions = {},
  ) {
    this.schedule = options.schedule ?? ((callback) => requestAnimationFrame(callback));
    this.store = options.store ?? new LogStore();
  }

  /** The same object until one of them changes. */
  getState = (): LogState => this.state;

  /** Grows with each change of the lines: the store itself is the same object. */
  getVersion = (): number => this.version;

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Opens the log. After an end or a failure it goes on behind the last line it has; while it reads it does nothing. */
  async read(): Promise<void> {
    if (this.abort && !this.abort.signal.aborted) return;
    const abort = new AbortController();
    this.abort = abort;
    const { signal } = abort;
    // Lines without a time cannot be told apart: the log is read anew.
    if (this.store.length > 0 && !this.store.newest) this.store.clear();
    this.change(this.store.length === 0 ? 'loading' : 'live', undefined);
    try {
      for await (const lines of this.open(signal, this.store)) {
        if (signal.aborted) return;
        const { batch, sources, base }: SourcedBatch = Array.isArray(lines)
          ? { batch: entriesBatch(lines) }
          : lines;
        this.store.append(batch, sources, base);
        this.change('live', undefined);
      }
      if (!signal.aborted) this.change('ended', undefined);
    } catch (thrown) {
      if (!signal.aborted) this.change('failed', toAppError(thrown).toData());
    } finally {
      abort.abort();
    }
  }

  stop(): void {
    this.abort?.abort();
  }

  /** Lets all lines go; what comes is shown. */
  clear(): void {
    this.store.clear();
    this.tell();
  }

  private change(status: LogStatus, error: ErrorData | undefined): void {
    if (this.state.status !== status || this.state.error !== error) {
      this.state = { status, error };
      this.tell();
    } else if (!this.scheduled) {
      this.scheduled = true;
      this.schedule(this.onFrame);
    }
  }

  private onFrame = (): void => {
    const isFlood = this.store.end - this.toldEnd > FLOOD_LINES;
    if (isFlood && performance.now() - this.toldAt < FLOOD_MS) {
      this.schedule(this.onFrame);
      return;
    }
    this.scheduled = false;
    this.tell();
  };

  private tell(): void {
    this.version += 1;
    this.toldEnd = this.store.end;
    this.toldAt = performance.now();
    for (const listener of this.listeners) listener();
  }
}

/** A newline within an entry begins another line, of the same stream. */
export function entriesBatch(entries: readonly LogEntry[]): LogBatch {
  const lines = entries.flatMap(({ text, stream }) =>
    text.split('\n').map((line) => ({ line, letter: stream === 'stderr' ? 'e' : stream ? 'o' : '-' })),
  );
  return {
    count: lines.length,
    text: lines.map(({ line }) => line).join('\n'),
    streams: lines.map(({ letter }) => letter).join(''),
    seconds: 0,
    nanos: [],
  };
}

/** For a source that goes on behind the last line. */
export function sinceNewest(store: LogStore): { since?: LogTime } {
  return store.newest ? { since: store.newest } : {};
}
