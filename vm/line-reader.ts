/** A line longer than this is delivered in pieces, so that output without newlines takes no memory. */
const LINE_LIMIT = 64 * 1024;

/** Cuts a stream of bytes into lines, whatever the pieces it comes in. UTF-8; a trailing `\r` is dropped. */
export class LineReader {
  #decoder = new TextDecoder();
  #rest = '';

  /** The lines that are complete with this piece. */
  push(bytes: Uint8Array): string[] {
    const text = this.#rest + this.#decoder.decode(bytes, { stream: true });
    const lines = text.split('\n');
    this.#rest = lines.pop() ?? '';
    if (this.#rest.length > LINE_LIMIT) {
      lines.push(this.#rest);
      this.#rest = '';
    }
    return lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  }

  /** What came after the last newline. The reader is empty afterwards. */
  flush(): string[] {
    const rest = this.#rest + this.#decoder.decode();
    this.#rest = '';
    return rest === '' ? [] : [rest];
  }
}
