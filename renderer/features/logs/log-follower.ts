import { type ErrorData, toAppError } from '../../../shared/errors.ts';
import { LogRing } from './log-ring.ts';

export interface LogEntry {
  text: string;
  /** RFC 3339 with nanoseconds, where the source tells it. */
  time?: string;
  stream?: 'stdout' | 'stderr';
}

/** Opens the log and gives its lines in batches until it ends, fails or `signal` aborts. */
export type LogSource = (signal: AbortSignal) => AsyncIterable<LogEntry[]>;

export type LogStatus = 'loading' | 'live' | 'ended' | 'failed';

export interface LogSnapshot {
  ring: LogRing<LogEntry>;
  status: LogStatus;
  error: ErrorData | undefined;
  /** Grows with each change: the ring itself is the same object. */
  version: number;
}

/** How many lines a view keeps. */
const CAPACITY = 50_000;

/**
 * Reads a log into a ring and tells its listeners at most once per frame, however fast lines come.
 * @param schedule calls back before the next paint
 */
export class LogFollower {
  private snapshot: LogSnapshot;
  private readonly listeners = new Set<() => void>();
  private abort: AbortController | undefined;
  private scheduled = false;

  constructor(
    private readonly open: LogSource,
    private readonly schedule: (callback: () => void) => void = (callback) => requestAnimationFrame(callback),
    capacity = CAPACITY,
  ) {
    this.snapshot = { ring: new LogRing(capacity), status: 'loading', error: undefined, version: 0 };
  }

  getSnapshot = (): LogSnapshot => this.snapshot;

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
    let resumeAfter = this.resumePoint();
    this.change(this.snapshot.ring.length === 0 ? 'loading' : 'live', undefined);
    try {
      for await (const batch of this.open(signal)) {
        if (signal.aborted) return;
        const fresh = resumeAfter === undefined ? batch : after(batch, resumeAfter);
        if (fresh.length > 0) resumeAfter = undefined;
        this.snapshot.ring.push(fresh);
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

  /** The time of the last line. Lines without one cannot be told apart: the log is read anew. */
  private resumePoint(): string | undefined {
    const { ring } = this.snapshot;
    const time = ring.last()?.time;
    if (ring.length > 0 && time === undefined) {
      this.snapshot = { ...this.snapshot, ring: new LogRing(ring.capacity) };
    }
    return time;
  }

  private change(status: LogStatus, error: ErrorData | undefined): void {
    const { ring, version } = this.snapshot;
    const quiet = this.snapshot.status === status && this.snapshot.error === error;
    if (!quiet) {
      this.snapshot = { ring, status, error, version: version + 1 };
      this.tell();
    } else if (!this.scheduled) {
      this.scheduled = true;
      this.schedule(() => {
        this.scheduled = false;
        this.snapshot = { ...this.snapshot, version: this.snapshot.version + 1 };
        this.tell();
      });
    }
  }

  private tell(): void {
    for (const listener of this.listeners) listener();
  }
}

/** The part of a batch behind `time`. The engine's times have a fixed width, so text order is time order. */
function after(batch: LogEntry[], time: string): LogEntry[] {
  const first = batch.findIndex((entry) => entry.time === undefined || entry.time > time);
  return first < 0 ? [] : batch.slice(first);
}
