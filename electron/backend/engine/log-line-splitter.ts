import type { LogLine } from '../../../shared/contract/containers.ts';
import { LogDemuxer, type LogPiece } from './log-demuxer.ts';

/** A longer line is told in several: a view must not get a line of a gigabyte. */
export const LINE_LIMIT_BYTES = 64 * 1024;

/** What the engine puts before each entry: 30 characters, a space. */
const TIMESTAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+(?:Z|[+-]\d\d:\d\d) /;
const TIMESTAMP_BYTES = 64;
/** The engine cuts a line at this many bytes into entries of their own, each with a timestamp. */
const ENTRY_BYTES = 16 * 1024;

const NEWLINE = 0x0a;

interface OpenLine {
  time: string;
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
  readonly #open = { stdout: newLine(), stderr: newLine() };
  /** For a line that came without one: some log drivers keep several lines in one entry. */
  #lastTime = '';

  /** With a terminal there is one raw stream; without, stdout and stderr are multiplexed. */
  constructor(options: { tty: boolean }) {
    this.#demuxer = options.tty ? undefined : new LogDemuxer();
  }

  push(chunk: Buffer): LogLine[] {
    const lines: LogLine[] = [];
    const pieces: LogPiece[] = this.#demuxer
      ? this.#demuxer.push(chunk)
      : [{ stream: 'stdout', bytes: chunk, startsEntry: false }];
    for (const piece of pieces) this.#read(piece, lines);
    return lines;
  }

  /** What is left when the stream has ended: lines without a final newline. */
  end(): LogLine[] {
    const lines: LogLine[] = [];
    for (const stream of ['stdout', 'stderr'] as const) {
      const line = this.#open[stream];
      if (line.head && line.head.length > 0) this.#endHead(line);
      if (line.bytes > 0) this.#close(stream, lines);
    }
    return lines;
  }

  #read({ stream, bytes, startsEntry }: LogPiece, lines: LogLine[]): void {
    // A frame that continues a line brings a timestamp again.
    if (startsEntry) this.#open[stream].head ??= Buffer.alloc(0);
    let rest = bytes;
    while (rest.length > 0) {
      const line = this.#open[stream];
      if (line.head) {
        rest = this.#readHead(line, line.head, rest);
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
        this.#close(stream, lines);
      } else if (line.bytes === LINE_LIMIT_BYTES) {
        this.#cut(stream, lines);
      } else if (line.entryBytes === ENTRY_BYTES && !this.#demuxer) {
        line.head = Buffer.alloc(0);
      }
    }
  }

  /** Collects until the timestamp is whole, or it is plain that there is none. Returns what is not used up. */
  #readHead(line: OpenLine, head: Buffer, bytes: Buffer): Buffer {
    const missing = TIMESTAMP_BYTES - head.length;
    const all = Buffer.concat([head, bytes.subarray(0, missing)]);
    const isOver = all.length === TIMESTAMP_BYTES || all.includes(NEWLINE) || all.includes(0x20);
    if (!isOver) {
      line.head = all;
      return Buffer.alloc(0);
    }
    const stamp = TIMESTAMP.exec(all.toString('latin1'))?.[0] ?? '';
    line.head = undefined;
    line.entryBytes = 0;
    if (stamp !== '') this.#lastTime = stamp.trimEnd();
    if (line.time === '') line.time = this.#lastTime;
    if (stamp.length >= head.length) return bytes.subarray(stamp.length - head.length);
    return Buffer.concat([all.subarray(stamp.length), bytes.subarray(missing)]);
  }

  #endHead(line: OpenLine): void {
    const head = line.head ?? Buffer.alloc(0);
    line.head = undefined;
    line.parts.push(head);
    line.bytes += head.length;
  }

  #close(stream: LogPiece['stream'], lines: LogLine[]): void {
    const line = this.#open[stream];
    lines.push({ stream, time: line.time, text: shownText(Buffer.concat(line.parts).toString()) });
    this.#open[stream] = newLine();
  }

  /** Ends a line that is too long, before a character that would be cut; the rest goes on as the next line. */
  #cut(stream: LogPiece['stream'], lines: LogLine[]): void {
    const line = this.#open[stream];
    const bytes = Buffer.concat(line.parts);
    const end = characterBoundary(bytes);
    lines.push({ stream, time: line.time, text: shownText(bytes.toString('utf8', 0, end)) });
    const rest = bytes.subarray(end);
    this.#open[stream] = {
      time: line.time,
      parts: [rest],
      bytes: rest.length,
      entryBytes: line.entryBytes,
      head: !this.#demuxer && line.entryBytes === ENTRY_BYTES ? Buffer.alloc(0) : undefined,
    };
  }
}

function newLine(): OpenLine {
  return { time: '', parts: [], bytes: 0, entryBytes: 0, head: Buffer.alloc(0) };
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
