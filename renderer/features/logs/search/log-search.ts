import { LineNumbers } from '../line-numbers.ts';
import type { LogStore } from '../log-store.ts';
import { expressionOf, type LogQuery, rangesIn, type TextRange } from './log-query.ts';
import { openSearchWorker } from './open-search-worker.ts';
import type { SearchAnswer, SearchWorker } from './search-messages.ts';

/** How many questions the worker has before it: one to work on, one to go on with. */
const UNDER_WAY = 2;
/** Lines of one question. */
const PART_LINES = 4096;
/** An expression that takes longer over a part is given up, in milliseconds. */
const RUNAWAY_MS = 5000;
/** Ranges of lines that were looked at and may be again. */
const RANGES_KEPT = 2000;
/** Listeners are told at most this often, in milliseconds: counts that change faster are not read. */
const TELL_MS = 80;

export type SearchStatus =
  | { kind: 'none' }
  | { kind: 'searching' }
  | { kind: 'done' }
  /** The expression is none, as the browser says it. */
  | { kind: 'invalid'; reason: string }
  | { kind: 'runaway' }
  | { kind: 'failed' };

type Pending = { kind: 'lines'; from: number; end: number } | { kind: 'ranges'; numbers: number[] };

/**
 * Searches a log that goes on: the oldest line first, then each one that comes, in a worker of its own and in parts, so
 * that no frame waits for it.
 */
export class LogSearch {
  matches = new LineNumbers();
  status: SearchStatus = { kind: 'none' };
  #query: LogQuery | undefined;
  #accepts: (number: number) => boolean = () => true;
  #worker: SearchWorker | undefined;
  #pending: Pending[] = [];
  /** The next line to ask about. */
  #cursor = 0;
  #watchdog: ReturnType<typeof setTimeout> | undefined;
  #ranges = new Map<number, TextRange[]>();
  #wanted = new Map<number, string>();
  #version = 0;
  #scheduled = false;
  #toldAt = 0;
  readonly #listeners = new Set<() => void>();

  constructor(
    private readonly store: LogStore,
    private readonly openWorker: () => SearchWorker = openSearchWorker,
    private readonly schedule: (callback: () => void, ms: number) => void = (callback, ms) =>
      setTimeout(callback, ms),
  ) {}

  getVersion = (): number => this.#version;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  get query(): LogQuery | undefined {
    return this.#query;
  }

  /**
   * Begins anew.
   * @param accepts says of a line whether it is shown at all
   */
  search(query: LogQuery | undefined, accepts: (number: number) => boolean = () => true): void {
    this.#reset();
    this.#accepts = accepts;
    this.#query = query;
    this.status = { kind: query ? 'searching' : 'none' };
    if (query) {
      try {
        expressionOf(query);
      } catch (error) {
        this.#query = undefined;
        this.status = { kind: 'invalid', reason: error instanceof Error ? error.message : String(error) };
      }
    }
    this.#tell();
    this.update();
  }

  /** Lines have come or gone. */
  update(): void {
    this.matches.dropBefore(this.store.first);
    if (!this.#query) return;
    this.#cursor = Math.max(this.#cursor, this.store.first);
    while (this.#query && this.#pending.length < UNDER_WAY) {
      const part = this.store.textFrom(this.#cursor, PART_LINES);
      if (!part) break;
      this.#ask({ kind: 'lines', from: this.#cursor, end: part.end }, part.text);
      this.#cursor = part.end;
    }
    this.#tellStatus();
  }

  /**
   * Where a line matches; undefined while it is not known. A person's own expression never runs here, where it could stop
   * the page: the worker is asked, and listeners hear when it has answered.
   */
  rangesOf(number: number, shown: string): readonly TextRange[] | undefined {
    const query = this.#query;
    if (!query) return undefined;
    if (!query.regex) return rangesIn(shown, expressionOf(query));
    const known = this.#ranges.get(number);
    if (known) return known;
    if (this.#wanted.size === 0) queueMicrotask(() => this.#askRanges());
    this.#wanted.set(number, shown);
    return undefined;
  }

  dispose(): void {
    this.#reset();
    this.#query = undefined;
    this.#worker?.end();
    this.#worker = undefined;
    this.#listeners.clear();
  }

  #reset(): void {
    // What is under way belongs to the old query: the worker that works on it goes with it.
    if (this.#pending.length > 0) {
      this.#worker?.end();
      this.#worker = undefined;
    }
    clearTimeout(this.#watchdog);
    this.#watchdog = undefined;
    this.#pending = [];
    this.#cursor = this.store.first;
    this.matches = new LineNumbers();
    this.#ranges.clear();
    this.#wanted.clear();
  }

  #askRanges(): void {
    const wanted = this.#wanted;
    this.#wanted = new Map();
    if (!this.#query || wanted.size === 0) return;
    this.#ask({ kind: 'ranges', numbers: [...wanted.keys()] }, [...wanted.values()]);
  }

  #ask(pending: Pending, what: string | string[]): void {
    const query = this.#query;
    if (!query) return;
    this.#worker ??= this.#open();
    this.#pending.push(pending);
    this.#watch();
    this.#worker.ask(
      typeof what === 'string'
        ? { kind: 'lines', query, text: what }
        : { kind: 'ranges', query, shown: what },
    );
  }

  #open(): SearchWorker {
    const worker = this.openWorker();
    worker.onAnswer = (answer) => {
      if (worker === this.#worker) this.#onAnswer(answer);
    };
    worker.onFailure = () => {
      if (worker === this.#worker) this.#giveUp('failed');
    };
    return worker;
  }

  #onAnswer(answer: SearchAnswer): void {
    const pending = this.#pending.shift();
    this.#watch();
    if (pending?.kind === 'lines' && answer.kind === 'lines') {
      for (const place of answer.places) {
        const number = pending.from + place;
        if (number >= this.store.first && this.#accepts(number)) this.matches.push(number);
      }
    } else if (pending?.kind === 'ranges' && answer.kind === 'ranges') {
      if (this.#ranges.size > RANGES_KEPT) this.#ranges.clear();
      for (const [index, number] of pending.numbers.entries()) {
        this.#ranges.set(number, answer.ranges[index] ?? []);
      }
    }
    this.update();
    this.#tell();
  }

  /** While something is under way an answer must come in time; only a person's expression can fail to. */
  #watch(): void {
    clearTimeout(this.#watchdog);
    this.#watchdog = undefined;
    if (this.#pending.length === 0 || !this.#query?.regex) return;
    this.#watchdog = setTimeout(() => this.#giveUp('runaway'), RUNAWAY_MS);
  }

  #giveUp(kind: 'runaway' | 'failed'): void {
    this.#worker?.end();
    this.#worker = undefined;
    this.#reset();
    this.#query = undefined;
    this.status = { kind };
    this.#tell();
  }

  #tellStatus(): void {
    if (!this.#query) return;
    const asking = this.#pending.some((each) => each.kind === 'lines');
    const kind = asking ? 'searching' : 'done';
    if (this.status.kind === kind) return;
    this.status = { kind };
    this.#tell();
  }

  #tell(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    const wait = Math.max(0, this.#toldAt + TELL_MS - performance.now());
    this.schedule(() => {
      this.#scheduled = false;
      this.#toldAt = performance.now();
      this.#version += 1;
      for (const listener of this.#listeners) listener();
    }, wait);
  }
}
