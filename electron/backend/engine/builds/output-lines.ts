/** A line of a megabyte is nobody's to read: this is kept of it, in characters. */
const LINE_LENGTH = 4000;
/** What has no end in sight is cut off, in characters. */
const REST_LENGTH = 64 * 1024;

/** Cuts what a build prints into lines. Progress bars overwrite a line with "\r": the last of it counts. */
export class OutputLines {
  readonly #onLine: (text: string) => void;
  #rest = '';

  constructor(onLine: (text: string) => void) {
    this.#onLine = onLine;
  }

  add(text: string): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#tell(line);
    if (this.#rest.length > REST_LENGTH) this.end();
  }

  /** What is there of a line without an end. */
  end(): void {
    if (this.#rest !== '') this.#tell(this.#rest);
    this.#rest = '';
  }

  #tell(line: string): void {
    const shown = line.replace(/\r+$/, '').split('\r').at(-1) ?? '';
    const excess = shown.length - LINE_LENGTH;
    this.#onLine(excess > 0 ? `${shown.slice(0, LINE_LENGTH)}… (${excess} more characters)` : shown);
  }
}
