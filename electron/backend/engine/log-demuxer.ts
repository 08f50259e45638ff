export interface LogPiece {
  stream: 'stdout' | 'stderr';
  bytes: Buffer;
  /** True for the first bytes of a frame: the engine puts each log entry, with its timestamp, into one. */
  startsEntry: boolean;
}

const HEADER_BYTES = 8;

/**
 * Takes the engine's multiplexed stream apart: frames of {stream type, 0, 0, 0, length as 32 bits big-endian}. Frames
 * and headers may be cut anywhere between chunks; nothing but a cut header is kept.
 * Source: "Stream format" of ContainerAttach in the Docker API reference.
 */
export class LogDemuxer {
  readonly #header = Buffer.alloc(HEADER_BYTES);
  #headerBytes = 0;
  #stream: LogPiece['stream'] = 'stdout';
  #left = 0;
  #startsEntry = false;

  /** @throws Error where the bytes are not such a stream. */
  push(chunk: Buffer): LogPiece[] {
    const pieces: LogPiece[] = [];
    let at = 0;
    while (at < chunk.length) {
      if (this.#left === 0) {
        at += this.#fillHeader(chunk, at);
        continue;
      }
      const bytes = chunk.subarray(at, at + this.#left);
      pieces.push({ stream: this.#stream, bytes, startsEntry: this.#startsEntry });
      this.#startsEntry = false;
      this.#left -= bytes.length;
      at += bytes.length;
    }
    return pieces;
  }

  /** Returns how many bytes it took. */
  #fillHeader(chunk: Buffer, at: number): number {
    const taken = chunk.copy(this.#header, this.#headerBytes, at, at + HEADER_BYTES - this.#headerBytes);
    this.#headerBytes += taken;
    if (this.#headerBytes === HEADER_BYTES) {
      const type = this.#header[0] ?? 0;
      // Read as a number, the type's three zeros make it the first byte alone. This is done for each line.
      if (type > 2 || this.#header.readUInt32LE(0) !== type) {
        throw new Error('The engine sent logs in an unknown format.');
      }
      this.#stream = type === 2 ? 'stderr' : 'stdout';
      this.#left = this.#header.readUInt32BE(4);
      this.#startsEntry = true;
      this.#headerBytes = 0;
    }
    return taken;
  }
}
