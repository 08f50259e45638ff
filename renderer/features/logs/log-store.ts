import type { LogBatch, LogSourceInfo, LogTime } from '../../../shared/contract/logs.ts';

export type LogStream = 'stdout' | 'stderr';

/** A line as it is shown; made when it is, since there may be a million. */
export interface LogLine {
  /** Absolute: it never changes while older lines are let go. */
  number: number;
  text: string;
  stream: LogStream | undefined;
  /** Since the epoch, to the nanosecond; undefined where the source tells none. */
  time: LogTime | undefined;
  /** Place of its container in `LogStore.sources`. */
  source: number;
  /** Not a line of the log: so many are missing here. */
  skipped?: number;
}

/** As they are stored, a byte for each line. */
const NONE = 0;
const STDOUT = 1;
const STDERR = 2;
const GAP = 3;

/** A chunk is closed at this many lines or UTF-16 units: the unit in which old lines are let go. */
const CHUNK_LINES = 8192;
const CHUNK_CHARACTERS = 512 * 1024;

export const LINE_CAPACITY = 1_000_000;
/** Of two bytes at worst, mostly of one. */
export const CHARACTER_CAPACITY = 160 * 1024 * 1024;

/** Lines side by side: one long text, and a column for each thing that is known of a line. */
class LogChunk {
  text = '';
  count = 0;
  /** Where each line begins in the text; it ends a newline before the next. */
  starts = new Uint32Array(64);
  /** Nanoseconds after `seconds`, NaN where a line has no time. */
  nanos = new Float64Array(64);
  streams = new Uint8Array(64);
  /** Only where there are several. */
  sources: Uint16Array | undefined;
  readonly seconds: number;

  /**
   * @param first the absolute number of its first line
   * @param seconds since the epoch: from here its times count
   */
  constructor(
    readonly first: number,
    seconds: number,
  ) {
    this.seconds = seconds;
  }

  get end(): number {
    return this.first + this.count;
  }

  get isFull(): boolean {
    return this.count >= CHUNK_LINES || this.text.length >= CHUNK_CHARACTERS;
  }

  add(batch: LogBatch, sources: readonly number[] | undefined, base: number): void {
    const { text } = batch;
    let at = this.count === 0 ? 0 : this.text.length + 1;
    this.text = this.count === 0 ? text : `${this.text}\n${text}`;
    const shift = (batch.seconds - this.seconds) * 1e9;
    for (let from = 0, line = 0; ; line++) {
      const newline = text.indexOf('\n', from);
      if (this.count === this.starts.length) this.#resize(this.count * 2);
      const nanos = batch.nanos[line];
      this.starts[this.count] = at;
      this.nanos[this.count] = typeof nanos === 'number' ? nanos + shift : Number.NaN;
      this.streams[this.count] = streamCode(batch.streams.charCodeAt(line));
      if (sources) {
        this.sources ??= new Uint16Array(this.starts.length);
        this.sources[this.count] = base + (sources[line] ?? 0);
      }
      this.count++;
      if (newline < 0) return;
      at += newline + 1 - from;
      from = newline + 1;
    }
  }

  /** No more lines will come: the columns take what they need and no more. */
  close(): void {
    this.#resize(this.count);
  }

  /** Where the text of a line ends. */
  endOf(index: number): number {
    return index + 1 < this.count ? (this.starts[index + 1] ?? 0) - 1 : this.text.length;
  }

  lineAt(index: number): LogLine {
    const text = this.text.slice(this.starts[index], this.endOf(index));
    const code = this.streams[index] ?? NONE;
    return {
      number: this.first + index,
      text: code === GAP ? '' : text,
      stream: code === STDOUT ? 'stdout' : code === STDERR ? 'stderr' : undefined,
      time: this.timeAt(index),
      source: this.sources?.[index] ?? 0,
      ...(code === GAP && { skipped: Number(text) }),
    };
  }

  timeAt(index: number): LogTime | undefined {
    const nanos = this.nanos[index] ?? Number.NaN;
    if (Number.isNaN(nanos)) return undefined;
    const seconds = Math.floor(nanos / 1e9);
    return { seconds: this.seconds + seconds, nanos: nanos - seconds * 1e9 };
  }

  #resize(length: number): void {
    this.starts = resized(this.starts, new Uint32Array(length), this.count);
    this.nanos = resized(this.nanos, new Float64Array(length), this.count);
    this.streams = resized(this.streams, new Uint8Array(length), this.count);
    if (this.sources) this.sources = resized(this.sources, new Uint16Array(length), this.count);
  }
}

function resized<T extends { subarray(from: number, to: number): T; set(from: T): void }>(
  old: T,
  fresh: T,
  count: number,
): T {
  fresh.set(old.subarray(0, count));
  return fresh;
}

/** "o" and "e" of the contract. */
function streamCode(letter: number): number {
  return letter === 0x6f ? STDOUT : letter === 0x65 ? STDERR : letter === 0x67 ? GAP : NONE;
}

/**
 * The newest lines of a log: a million of them, in memory that is bounded by the length of their text as well. Adding
 * costs nothing per line but its place in the columns; the oldest go a chunk at a time.
 */
export class LogStore {
  /** What lines name by their place. */
  readonly sources: LogSourceInfo[] = [];
  /** The time of the newest line: from here a log is read on. */
  newest: LogTime | undefined;
  /** Lines that were let go because there were too many; not those that a person cleared away. */
  dropped = 0;
  #chunks: LogChunk[] = [];
  #end = 0;
  #characters = 0;

  constructor(
    readonly capacity = LINE_CAPACITY,
    readonly characterCapacity = CHARACTER_CAPACITY,
  ) {}

  /** The absolute number of the oldest line that is kept. */
  get first(): number {
    return this.#chunks[0]?.first ?? this.#end;
  }

  /** One more than the absolute number of the newest line. */
  get end(): number {
    return this.#end;
  }

  get length(): number {
    return this.#end - this.first;
  }

  /** Of the text of all lines that are kept, in UTF-16 units. */
  get characters(): number {
    return this.#characters;
  }

  /**
   * @param sources of each line its place in `base` and behind of `this.sources`
   */
  append(batch: LogBatch, sources?: readonly number[], base = 0): void {
    if (batch.count === 0) return;
    if (batch.skipped) {
      const { seconds, nanos, skipped } = batch;
      const gap = { count: 1, text: String(skipped), streams: 'g', seconds, nanos: nanos.slice(0, 1) };
      this.#add(gap, sources?.slice(0, 1), base);
    }
    this.#add(batch, sources, base);
    this.#noteTime(batch);
    this.#letGo();
  }

  /** Lets all lines go; numbers go on. */
  clear(): void {
    this.#chunks = [];
    this.#characters = 0;
  }

  /** @param number absolute */
  line(number: number): LogLine | undefined {
    const chunk = this.#chunkOf(number);
    return chunk?.lineAt(number - chunk.first);
  }

  /** False for what is not kept. */
  isStderr(number: number): boolean {
    const chunk = this.#chunkOf(number);
    return chunk?.streams[number - chunk.first] === STDERR;
  }

  /**
   * The text of lines from `from` on, joined by newlines, at most to the end of their chunk; undefined where there is
   * none. `end` is one more than the number of the last.
   */
  textFrom(from: number, limit = CHUNK_LINES): { text: string; end: number } | undefined {
    const chunk = this.#chunkOf(from);
    if (!chunk) return undefined;
    const end = Math.min(chunk.end, from + limit);
    const text = chunk.text.slice(chunk.starts[from - chunk.first], chunk.endOf(end - 1 - chunk.first));
    return { text, end };
  }

  #add(batch: LogBatch, sources: readonly number[] | undefined, base: number): void {
    let chunk = this.#chunks.at(-1);
    if (!chunk || chunk.isFull) {
      chunk?.close();
      chunk = new LogChunk(this.#end, batch.seconds);
      this.#chunks.push(chunk);
    }
    const before = chunk.text.length;
    chunk.add(batch, sources, base);
    this.#characters += chunk.text.length - before;
    this.#end = chunk.end;
  }

  #noteTime({ seconds, nanos }: LogBatch): void {
    let latest = Number.NEGATIVE_INFINITY;
    for (const each of nanos) if (each !== null && each > latest) latest = each;
    if (latest === Number.NEGATIVE_INFINITY) return;
    const whole = Math.floor(latest / 1e9);
    const time = { seconds: seconds + whole, nanos: latest - whole * 1e9 };
    const { newest } = this;
    const later =
      !newest ||
      time.seconds > newest.seconds ||
      (time.seconds === newest.seconds && time.nanos > newest.nanos);
    if (later) this.newest = time;
  }

  #letGo(): void {
    for (;;) {
      const [oldest] = this.#chunks;
      if (!oldest || this.#chunks.length === 1) return;
      const tooMany = this.length - oldest.count >= this.capacity;
      if (!tooMany && this.#characters <= this.characterCapacity) return;
      this.#chunks.shift();
      this.#characters -= oldest.text.length;
      this.dropped += oldest.count;
    }
  }

  #chunkOf(number: number): LogChunk | undefined {
    if (number < this.first || number >= this.#end) return undefined;
    let low = 0;
    let high = this.#chunks.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.#chunks[middle]?.first ?? 0) <= number) low = middle;
      else high = middle - 1;
    }
    return this.#chunks[low];
  }
}
