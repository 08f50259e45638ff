import type { Readable } from 'node:stream';
import type { LogTime } from '../../../../shared/contract/logs.ts';
import { LogLineSplitter } from '../log-line-splitter.ts';
import { pause } from '../pause.ts';
import { type GatheredLines, LogColumns } from './log-columns.ts';

/** Lines of a chatty container meet for this long, in milliseconds: a message for each would choke the view. */
const GATHER_MS = 30;
/** At this many lines or UTF-16 units a batch is full. */
const BATCH_LINES = 8192;
const BATCH_CHARACTERS = 256 * 1024;
/** What a live log may run ahead of its reader, in UTF-16 units, before its oldest lines are left out. */
const AHEAD_CHARACTERS = 16 * 1024 * 1024;

export interface LogGathererOptions {
  /** Several sources: the lines of a batch are put in the order of their times. */
  byTime?: boolean;
  /** How long lines meet, in milliseconds. */
  gatherMs?: number;
  /** How far a live log may run ahead, in UTF-16 units. */
  aheadCharacters?: number;
}

export interface AttachOptions {
  tty: boolean;
  /** Its number in the batches. */
  source?: number;
  /** Lines up to this moment are left out. */
  after?: LogTime | undefined;
  /**
   * Lines from here on, in seconds since the epoch, are live: they are read as fast as they come, and where nobody
   * takes them the oldest are left out and counted. Before it nothing is: what nobody takes is not read, and the
   * engine waits.
   */
  liveFrom?: number;
}

/** Gathers the lines of one log or many into batches of a bounded size, in bounded memory. */
export class LogGatherer {
  readonly #options: Required<LogGathererOptions>;
  readonly #paused = new Set<Readable>();
  #columns = new LogColumns();
  /** Full batches that were not taken yet, of a log that is live. */
  #full: GatheredLines[] = [];
  #fullCharacters = 0;
  #skipped = 0;
  #closed = false;
  #failure: unknown;
  #notify: (() => void) | undefined;

  constructor(options: LogGathererOptions = {}) {
    this.#options = {
      byTime: false,
      gatherMs: GATHER_MS,
      aheadCharacters: AHEAD_CHARACTERS,
      ...options,
    };
  }

  /**
   * Reads a log of the engine until it ends. Resolves with the time of its last line; rejects with what broke it.
   */
  attach(
    stream: Readable,
    { tty, source = 0, after, liveFrom }: AttachOptions,
  ): Promise<LogTime | undefined> {
    let live = false;
    let skipping = after !== undefined;
    let last: LogTime | undefined;
    let lastSeconds = Number.NaN;
    let lastNanos = 0;
    const splitter = new LogLineSplitter({
      tty,
      sink: {
        line: (name, seconds, nanos, text) => {
          if (skipping && after && !isAfter(seconds, nanos, after)) return;
          skipping = false;
          if (!Number.isNaN(seconds)) {
            lastSeconds = seconds;
            lastNanos = nanos;
            if (liveFrom !== undefined && seconds >= liveFrom) live = true;
          }
          this.#columns.add(name, seconds, nanos, text, source);
        },
      },
    });
    return new Promise((resolve, reject) => {
      let ended = false;
      const end = (error?: unknown) => {
        if (ended) return;
        ended = true;
        this.#paused.delete(stream);
        splitter.end();
        if (!Number.isNaN(lastSeconds)) last = { seconds: lastSeconds, nanos: lastNanos };
        this.#notify?.();
        if (error === undefined) resolve(last);
        else reject(error);
      };
      stream.on('data', (chunk: Buffer) => {
        try {
          splitter.push(chunk);
        } catch (error) {
          stream.destroy(error as Error);
          return;
        }
        if (this.#isFull) this.#makeRoom(stream, live);
        this.#notify?.();
      });
      stream.on('end', () => end());
      stream.on('error', end);
      stream.on('close', () => end());
    });
  }

  /** No more lines will come: next() ends after those that are there, or throws `failure`. */
  close(failure?: unknown): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#failure = failure;
    this.#notify?.();
  }

  /** The next batch; undefined when it is closed or the signal is aborted. @throws what it was closed with. */
  async next(signal: AbortSignal): Promise<GatheredLines | undefined> {
    await this.#until(() => this.#hasLines || this.#closed, signal);
    const isReady = () => this.#full.length > 0 || this.#isFull || this.#closed;
    await this.#until(isReady, signal, this.#options.gatherMs);
    if (signal.aborted) return undefined;
    if (!this.#hasLines) {
      if (this.#failure !== undefined) throw this.#failure;
      return undefined;
    }
    const lines = this.#full.shift() ?? this.#columns.take(this.#options.byTime);
    this.#fullCharacters = Math.max(0, this.#fullCharacters - lines.batch.text.length);
    if (this.#skipped > 0) lines.batch.skipped = this.#skipped;
    this.#skipped = 0;
    for (const stream of this.#paused) stream.resume();
    this.#paused.clear();
    return lines;
  }

  get #hasLines(): boolean {
    return this.#full.length > 0 || this.#columns.length > 0;
  }

  get #isFull(): boolean {
    return this.#columns.length >= BATCH_LINES || this.#columns.characters >= BATCH_CHARACTERS;
  }

  #makeRoom(stream: Readable, live: boolean): void {
    if (!live) {
      this.#paused.add(stream);
      stream.pause();
      return;
    }
    const lines = this.#columns.take(this.#options.byTime);
    this.#full.push(lines);
    this.#fullCharacters += lines.batch.text.length;
    while (this.#fullCharacters > this.#options.aheadCharacters && this.#full.length > 1) {
      const oldest = this.#full.shift();
      this.#fullCharacters -= oldest?.batch.text.length ?? 0;
      this.#skipped += oldest?.sources.length ?? 0;
    }
  }

  async #until(condition: () => boolean, signal: AbortSignal, milliseconds?: number): Promise<void> {
    if (condition()) return;
    await pause({
      signal,
      ...(milliseconds === undefined ? {} : { milliseconds }),
      onChange: (listener) => {
        this.#notify = () => {
          if (condition()) listener();
        };
        return () => {
          this.#notify = undefined;
        };
      },
    });
  }
}

function isAfter(seconds: number, nanos: number, moment: LogTime): boolean {
  return seconds > moment.seconds || (seconds === moment.seconds && nanos > moment.nanos);
}
