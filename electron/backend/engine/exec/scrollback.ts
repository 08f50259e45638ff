const FIRST_CAPACITY = 4 * 1024;
const NEWLINE = 10;

/** The last bytes of an endless output: a ring that grows to its limit. Bytes are numbered from 0 on. */
export class Scrollback {
  readonly #limit: number;
  #ring = Buffer.alloc(FIRST_CAPACITY);
  /** The number that the next byte gets. */
  #end = 0;
  /** Below the limit nothing is lost. */
  #start = 0;

  /** @param limit in bytes, a power of two above 4 KiB */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get end(): number {
    return this.#end;
  }

  /** Where a reader begins that has had all before `from`; without it, at the first whole line of what is kept. */
  firstFor(from?: number): number {
    if (from !== undefined && from >= this.#start && from <= this.#end) return from;
    if (this.#start === 0) return 0;
    for (let at = this.#start; at < this.#end; at++) {
      if (this.#ring[at % this.#ring.length] === NEWLINE) return at + 1;
    }
    return this.#start;
  }

  append(bytes: Buffer): void {
    const kept = bytes.subarray(Math.max(0, bytes.length - this.#limit));
    this.#end += bytes.length - kept.length;
    this.#makeRoom(kept.length);
    const at = this.#end % this.#ring.length;
    const head = kept.copy(this.#ring, at);
    kept.copy(this.#ring, 0, head);
    this.#end += kept.length;
    this.#start = Math.max(this.#start, this.#end - this.#ring.length);
  }

  /** A copy of at most `most` bytes from number `from` on, or from the oldest that is kept. */
  read(from: number, most: number): { bytes: Buffer; next: number } {
    const first = Math.max(from, this.#start);
    const length = Math.min(most, this.#end - first);
    const at = first % this.#ring.length;
    const head = this.#ring.subarray(at, Math.min(at + length, this.#ring.length));
    const bytes = Buffer.concat([head, this.#ring.subarray(0, length - head.length)]);
    return { bytes, next: first + length };
  }

  #makeRoom(more: number): void {
    const needed = this.#end - this.#start + more;
    let capacity = this.#ring.length;
    while (capacity < Math.min(needed, this.#limit)) capacity *= 2;
    if (capacity === this.#ring.length) return;
    const { bytes } = this.read(this.#start, this.#end - this.#start);
    this.#ring = Buffer.alloc(capacity);
    const at = this.#start % capacity;
    const head = bytes.copy(this.#ring, at);
    bytes.copy(this.#ring, 0, head);
  }
}
