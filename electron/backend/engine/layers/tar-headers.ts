import { Writable } from 'node:stream';

/** What a tar says of one file. */
export interface TarHeader {
  /** As it stands there: may begin with "./" and end with "/". */
  name: string;
  /** The letter of the format: "0" file, "1" hard link, "2" symbolic link, "5" folder. */
  type: string;
  size: number;
  mode: number;
  linkname: string;
}

const BLOCK = 512;
/** Names longer than this are an attack, in bytes. */
const LONG_LIMIT = 1024 * 1024;

/**
 * Reads the headers of a tar and lets its contents go: ten times as fast as a stream for each of hundreds of thousands
 * of files. Formats by POSIX pax and GNU tar (https://www.gnu.org/software/tar/manual/html_node/Standard.html).
 * Fails where it is no tar, or not all of it.
 */
export class TarHeaders extends Writable {
  readonly #onHeader: (header: TarHeader) => void;
  /** A part of a block, or of a long name. */
  #rest: Buffer[] = [];
  #restLength = 0;
  /** Contents that are still to come. */
  #skip = 0;
  /** The long name that is being collected. */
  #long: { type: string; length: number } | undefined;
  #next: Partial<TarHeader> = {};

  constructor(onHeader: (header: TarHeader) => void) {
    super();
    this.#onHeader = onHeader;
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    try {
      this.#take(chunk);
      callback();
    } catch (error) {
      callback(error as Error);
    }
  }

  override _final(callback: (error?: Error | null) => void): void {
    const isWhole = this.#skip === 0 && this.#restLength === 0 && this.#long === undefined;
    callback(isWhole ? null : new Error('it ends in the middle of a file'));
  }

  #take(chunk: Buffer): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#skip > 0) {
        const step = Math.min(this.#skip, chunk.length - at);
        this.#skip -= step;
        at += step;
        continue;
      }
      const wanted = this.#long ? padded(this.#long.length) : BLOCK;
      if (this.#restLength === 0 && chunk.length - at >= wanted) {
        this.#block(chunk.subarray(at, at + wanted));
        at += wanted;
        continue;
      }
      const step = Math.min(wanted - this.#restLength, chunk.length - at);
      this.#rest.push(chunk.subarray(at, at + step));
      this.#restLength += step;
      at += step;
      if (this.#restLength < wanted) continue;
      const block = Buffer.concat(this.#rest);
      this.#rest = [];
      this.#restLength = 0;
      this.#block(block);
    }
  }

  #block(block: Buffer): void {
    if (this.#long) {
      const { type, length } = this.#long;
      this.#long = undefined;
      Object.assign(this.#next, readLong(type, block.subarray(0, length)));
      return;
    }
    // Two empty blocks are the end; what comes after it is more of them.
    if (block[0] === 0 && block.every((byte) => byte === 0)) return;
    const header = readHeader(block);
    if ('xgLK'.includes(header.type)) {
      if (header.size > LONG_LIMIT) throw new Error('a name in it is longer than any name is');
      this.#long = { type: header.type, length: header.size };
      return;
    }
    const whole = { ...header, ...this.#next };
    this.#next = {};
    // Links and folders have no contents, whatever size they name.
    if (!'12345'.includes(whole.type)) this.#skip = padded(whole.size);
    this.#onHeader(whole);
  }
}

function readHeader(block: Buffer): TarHeader {
  let sum = 8 * 32;
  for (let at = 0; at < BLOCK; at++) if (at < 148 || at >= 156) sum += block[at] ?? 0;
  if (sum !== readNumber(block, 148, 8)) throw new Error('it is no tar, or a damaged one');
  const isPosix = block.toString('latin1', 257, 263) === 'ustar\0';
  const prefix = isPosix ? readText(block, 345, 155) : '';
  const name = readText(block, 0, 100);
  const type = block[156] === 0 ? '0' : String.fromCharCode(block[156] ?? 48);
  return {
    name: prefix === '' ? name : `${prefix}/${name}`,
    // Before POSIX a folder was a file whose name ends so.
    type: type === '0' && name.endsWith('/') ? '5' : type,
    size: readNumber(block, 124, 12),
    mode: readNumber(block, 100, 8),
    linkname: readText(block, 157, 100),
  };
}

/** GNU's "L" and "K" are a name; pax has records like "23 path=some/where\n". Global ones say nothing of names. */
function readLong(type: string, content: Buffer): Partial<TarHeader> {
  if (type === 'g') return {};
  if (type === 'L') return { name: readText(content, 0, content.length) };
  if (type === 'K') return { linkname: readText(content, 0, content.length) };
  const found: Partial<TarHeader> = {};
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(32, at);
    const length = Number(content.toString('latin1', at, space));
    if (space < 0 || !(length > 0)) break;
    const record = content.toString('utf8', space + 1, at + length - 1);
    const value = record.slice(record.indexOf('=') + 1);
    if (record.startsWith('path=')) found.name = value;
    else if (record.startsWith('linkpath=')) found.linkname = value;
    else if (record.startsWith('size=')) found.size = Number(value);
    at += length;
  }
  return found;
}

function readText(block: Buffer, start: number, length: number): string {
  const end = block.indexOf(0, start);
  return block.toString('utf8', start, end < 0 || end > start + length ? start + length : end);
}

/** Octal digits, or GNU's numbers of 256 for what is larger. */
function readNumber(block: Buffer, start: number, length: number): number {
  if (((block[start] ?? 0) & 0x80) === 0) {
    return Number.parseInt(
      block
        .toString('latin1', start, start + length)
        .replaceAll('\0', ' ')
        .trim() || '0',
      8,
    );
  }
  let value = (block[start] ?? 0) & 0x7f;
  for (let at = start + 1; at < start + length; at++) value = value * 256 + (block[at] ?? 0);
  return value;
}

function padded(size: number): number {
  return Math.ceil(size / BLOCK) * BLOCK;
}
