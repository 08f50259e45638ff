import { Duplex } from 'node:stream';

const HEADER_BYTES = 4;
/** Of one frame; what is longer is sent in several. */
const FRAME_LIMIT = 1024 * 1024;

/**
 * A stream whose two directions end each for itself, over one that can only end whole: a pipe of Windows. What is sent goes
 * in frames, each with its length before it (four bytes, little-endian); one of length 0 is the end of that direction.
 */
export class FramedStream extends Duplex {
  readonly #inner: Duplex;
  #rest: Buffer = Buffer.alloc(0);
  #hasEnded = false;

  constructor(inner: Duplex) {
    super({ allowHalfOpen: true });
    this.#inner = inner;
    inner.on('data', (chunk: Buffer) => this.#take(chunk));
    inner.on('error', (error) => this.destroy(error));
    // It stays open until both directions have ended: whoever closes it is gone.
    inner.on('close', () => this.destroy());
  }

  override _read(): void {
    this.#inner.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    for (let at = 0; at < chunk.length; at += FRAME_LIMIT) {
      const part = chunk.subarray(at, at + FRAME_LIMIT);
      this.#inner.write(header(part.length));
      const isLast = at + FRAME_LIMIT >= chunk.length;
      this.#inner.write(part, isLast ? done : undefined);
    }
    if (chunk.length === 0) done();
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#inner.write(header(0), done);
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.#inner.destroy();
    done(error);
  }

  #take(chunk: Buffer): void {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    while (this.#rest.length >= HEADER_BYTES && !this.#hasEnded) {
      const length = this.#rest.readUInt32LE(0);
      if (length === 0) {
        this.#hasEnded = true;
        this.push(null);
        return;
      }
      if (length > FRAME_LIMIT) {
        this.destroy(new Error(`A frame of ${length} bytes is none.`));
        return;
      }
      if (this.#rest.length < HEADER_BYTES + length) return;
      const part = this.#rest.subarray(HEADER_BYTES, HEADER_BYTES + length);
      this.#rest = this.#rest.subarray(HEADER_BYTES + length);
      if (!this.push(part)) this.#inner.pause();
    }
  }
}

function header(length: number): Buffer {
  const bytes = Buffer.alloc(HEADER_BYTES);
  bytes.writeUInt32LE(length);
  return bytes;
}
