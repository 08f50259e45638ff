import type { Readable } from 'node:stream';
import type { LogLine } from '../../../shared/contract/containers.ts';
import type { LogLineSplitter } from './log-line-splitter.ts';
import { pause } from './pause.ts';

/** Lines of a chatty container meet for this long, in milliseconds: a message for each would choke the view. */
const GATHER_MS = 30;
/** At this many lines or bytes a batch is handed on early, and reading stops until it is taken. */
const BATCH_LINES = 2_000;
const BATCH_BYTES = 512 * 1024;

/** Gathers the lines of a stream into batches. What nobody takes is not read: back-pressure reaches the engine. */
export class LogBatchReader {
  readonly #stream: Readable;
  readonly #splitter: LogLineSplitter;
  #lines: LogLine[] = [];
  #bytes = 0;
  #ended = false;
  #failure: unknown;
  #notify: (() => void) | undefined;

  constructor(stream: Readable, splitter: LogLineSplitter) {
    this.#stream = stream;
    this.#splitter = splitter;
    stream.on('data', (chunk: Buffer) => this.#onData(chunk));
    stream.on('end', () => this.#onEnd());
    stream.on('error', (error) => this.#onEnd(error));
    stream.on('close', () => this.#onEnd());
  }

  /** The next batch; undefined when the stream has ended or the signal is aborted. @throws what broke the stream. */
  async next(signal: AbortSignal): Promise<LogLine[] | undefined> {
    await this.#until(() => this.#lines.length > 0 || this.#ended, signal);
    await this.#until(() => this.#isFull || this.#ended, signal, GATHER_MS);
    if (signal.aborted) return undefined;
    const lines = this.#lines;
    if (lines.length === 0) {
      if (this.#failure !== undefined) throw this.#failure;
      return undefined;
    }
    this.#lines = [];
    this.#bytes = 0;
    this.#stream.resume();
    return lines;
  }

  get #isFull(): boolean {
    return this.#lines.length >= BATCH_LINES || this.#bytes >= BATCH_BYTES;
  }

  #onData(chunk: Buffer): void {
    try {
      this.#lines.push(...this.#splitter.push(chunk));
    } catch (error) {
      this.#stream.destroy(error as Error);
      return;
    }
    this.#bytes += chunk.length;
    if (this.#isFull) this.#stream.pause();
    this.#notify?.();
  }

  #onEnd(failure?: unknown): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#failure = failure;
    this.#lines.push(...this.#splitter.end());
    this.#notify?.();
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
