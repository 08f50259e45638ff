import { LogDemuxer, type LogPiece } from './log-demuxer.ts';
import { LogTimestamp, TIMESTAMP_BYTES } from './logs/log-timestamp.ts';

/** A longer line is told in several: a view must not get a line of a gigabyte. */
export const LINE_LIMIT_BYTES = 64 * 1024;

/** The engine cuts a line at this many bytes into entries of their own, each with a timestamp. */
const ENTRY_BYTES = 16 * 1024;

const NEWLINE = 0x0a;
const SPACE = 0x20;
const NOTHING = Buffer.alloc(0);

export interface LineSink {
  /**
   * @param seconds since the epoch, NaN where the line has no time
   * @param cut the line was too long: what follows in its stream belongs to it
   */
  line(stream: LogPiece['stream'], seconds: number, nanos: number, text: string, cut: boolean): void;
}

interface OpenLine {
  hasTime: boolean;
  seconds: number;
  nanos: number;
  parts: Buffer[];
  bytes: number;
  /** Bytes since the last timestamp. */
  entryBytes: number;
  /** Collected until the timestamp that must come is complete; undefined while text is read. */
  head: Buffer | undefined;
}

/** Makes lines of the bytes of `GET /containers/{id}/logs?timestamps=1`, cut anywhere, even inside a character. */
export class LogLineSplitter {
  readonly #demuxer: LogDemuxer | undefined;
  readonly #sink: LineSink;
  readonly #open = { stdout: newLine(), stderr: newLine() };
  /** Keeps the last one, for a line that came without: some log drivers keep several lines in one entry. */
  readonly #time = new LogTimestamp();

  /** With a terminal there is one raw stream; without, stdout and stderr are multiplexed. */
  constructor(options: { tty: boolean; sink: LineSink }) {
    this.#demuxer = options.tty ? undefined : new LogDemuxer();
    this.#sink = options.sink;
  }

  /** @throws Error where the bytes are not such a stream. */
  push(chunk: Buffer): void {
    if (!this.#demuxer) {
      this.#read('stdout', chunk);
      return;
    }
    for (const { stream, bytes, startsEntry } of this.#demuxer.push(chunk)) {
      // A frame that continues a line brings a timestamp again.
      if (startsEntry) this.#open[stream].head ??= NOTHING;
      this.#read(stream, bytes);
    }
  }

  /** What is left when the stream has ended: lines without a final newline. */
  end(): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      const line = this.#open[stream];
      if (line.head && line.head.length > 0) endHead(line);
      if (line.bytes > 0) this.#close(stream);
    }
  }

  #read(stream: LogPiece['stream'], bytes: Buffer): void {
    let rest = bytes;
    while (rest.length > 0) {
      const line = this.#open[stream];
      if (line.head) {
        const used = line.head.length === 0 && line.bytes === 0 ? this.#readWholeLines(stream, rest) : 0;
        rest = used > 0 ? rest.subarray(used) : this.#readHead(line, line.head, rest);
        continue;
      }
      // A terminal's entries have no frames: where one may end within a line, the next may begin.
      const room = Math.min(
        LINE_LIMIT_BYTES - line.bytes,
        this.#demuxer ? Infinity : ENTRY_BYTES - line.entryBytes,
      );
      const newline = rest.indexOf(NEWLINE);
      const length = Math.min(room, newline < 0 ? rest.length : newline);
      line.parts.push(rest.subarray(0, length));
      line.bytes += length;
      line.entryBytes += length;
      rest = rest.subarray(length);
      if (rest[0] === NEWLINE) {
        rest = rest.subarray(1);
        this.#close(stream);
      } else if (line.bytes === LINE_LIMIT_BYTES) {
        this.#cut(stream);
      } else if (line.entryBytes === ENTRY_BYTES && !this.#demuxer) {
        line.head = NOTHING;
      }
    }
  }

  /** The usual case at full speed: lines that are whole, each with its timestamp. Returns how many bytes it took. */
  #readWholeLines(stream: LogPiece['stream'], bytes: Buffer): number {
    const time = this.#time;
    let at = 0;
    while (at < bytes.length) {
      const newline = bytes.indexOf(NEWLINE, at);
      if (newline < 0) return at;
      const begin = at + time.read(bytes, at, newline);
      if (begin === at || newline - begin >= ENTRY_BYTES) return at;
      this.#sink.line(
        stream,
        time.seconds,
        time.nanos,
        shownText(bytes.toString('utf8', begin, newline)),
        false,
      );
      at = newline + 1;
    }
    return at;
  }

  /** Collects until the timestamp is whole, or it is plain that there is none. Returns what is not used up. */
  #readHead(line: OpenLine, head: Buffer, bytes: Buffer): Buffer {
    const missing = TIMESTAMP_BYTES - head.length;
    const all = Buffer.concat([head, bytes.subarray(0, missing)]);
    const isOver = all.length === TIMESTAMP_BYTES || all.includes(NEWLINE) || all.includes(SPACE);
    if (!isOver) {
      line.head = all;
      return NOTHING;
    }
    const used = this.#time.read(all, 0, all.length);
    line.head = undefined;
    line.entryBytes = 0;
    if (!line.hasTime) {
      line.hasTime = true;
      line.seconds = this.#time.seconds;
      line.nanos = this.#time.nanos;
    }
    if (used >= head.length) return bytes.subarray(used - head.length);
    return Buffer.concat([all.subarray(used), bytes.subarray(missing)]);
  }

  #close(stream: LogPiece['stream']): void {
    const { seconds, nanos, parts } = this.#open[stream];
    this.#sink.line(stream, seconds, nanos, shownText(Buffer.concat(parts).toString()), false);
    this.#open[stream] = newLine();
  }

  /** Ends a line that is too long, before a character that would be cut; the rest goes on as the next line. */
  #cut(stream: LogPiece['stream']): void {
    const line = this.#open[stream];
    const bytes = Buffer.concat(line.parts);
    const end = characterBoundary(bytes);
    this.#sink.line(stream, line.seconds, line.nanos, shownText(bytes.toString('utf8', 0, end)), true);
    const rest = bytes.subarray(end);
    this.#open[stream] = {
      ...line,
      parts: [rest],
      bytes: rest.length,
      head: !this.#demuxer && line.entryBytes === ENTRY_BYTES ? NOTHING : undefined,
    };
  }
}

function newLine(): OpenLine {
  return {
    hasTime: false,
    seconds: Number.NaN,
    nanos: 0,
    parts: [],
    bytes: 0,
    entryBytes: 0,
    head: NOTHING,
  };
}

function endHead(line: OpenLine): void {
  const head = line.head ?? NOTHING;
  line.head = undefined;
  line.parts.push(head);
  line.bytes += head.length;
}

/** A carriage return takes the cursor back: of a progress bar only the last state is shown, as in a terminal. */
function shownText(text: string): string {
  if (!text.includes('\r')) return text;
  return text.split('\r').findLast((segment) => segment !== '') ?? '';
}

/** The end of the last whole UTF-8 character; the whole length where the bytes are no UTF-8 anyway. */
function characterBoundary(bytes: Buffer): number {
  for (let back = 1; back <= 4 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) {
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return back < length ? bytes.length - back : bytes.length;
    }
  }
  return bytes.length;
}
