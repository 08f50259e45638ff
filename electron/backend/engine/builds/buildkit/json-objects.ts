/** No report comes near this; without a bound a broken program could fill the memory. In characters. */
const OBJECT_LIMIT = 32 * 1024 * 1024;

/**
 * Takes apart what `buildx --progress=rawjson` writes: JSON objects one after the other, pretty-printed by some
 * versions and one a line by others, with lines of text between and after them.
 */
export class JsonObjects {
  readonly #onObject: (value: unknown) => void;
  readonly #onLine: (text: string) => void;
  /** Of the line or object that has begun. */
  #parts: string[] = [];
  #length = 0;
  /** How many braces are open; 0 within text. */
  #depth = 0;
  #inString = false;
  #escaped = false;
  #atLineStart = true;

  constructor(on: { object: (value: unknown) => void; line: (text: string) => void }) {
    this.#onObject = on.object;
    this.#onLine = on.line;
  }

  add(text: string): void {
    let from = 0;
    for (let at = 0; at < text.length; at++) {
      const character = text.charCodeAt(at);
      if (this.#depth > 0) {
        if (!this.#within(character)) continue;
        this.#keep(text.slice(from, at + 1));
        this.#endObject();
        from = at + 1;
      } else if (character === NEWLINE) {
        this.#keep(text.slice(from, at));
        this.#endLine();
        from = at + 1;
      } else if (this.#atLineStart && character === OPEN) {
        // What is before it is the indentation.
        this.#parts = [];
        this.#length = 0;
        this.#depth = 1;
        from = at;
      } else if (character !== SPACE) {
        this.#atLineStart = false;
      }
    }
    this.#keep(text.slice(from));
  }

  /** What is there of a line without an end. An object without one is shown as the lines it has: it may say why. */
  end(): void {
    if (this.#depth === 0) {
      this.#endLine();
      return;
    }
    this.#depth = 0;
    this.#inString = false;
    this.#escaped = false;
    this.#atLineStart = true;
    for (const line of this.#take().split('\n')) if (line.trim() !== '') this.#onLine(line.trimEnd());
  }

  /** Whether the object ends with this character. */
  #within(character: number): boolean {
    if (this.#escaped) this.#escaped = false;
    else if (this.#inString) {
      if (character === BACKSLASH) this.#escaped = true;
      else if (character === QUOTE) this.#inString = false;
    } else if (character === QUOTE) this.#inString = true;
    else if (character === OPEN) this.#depth += 1;
    else if (character === CLOSE) this.#depth -= 1;
    return this.#depth === 0;
  }

  #keep(part: string): void {
    if (part === '') return;
    this.#length += part.length;
    if (this.#length <= OBJECT_LIMIT) this.#parts.push(part);
  }

  #endObject(): void {
    const text = this.#take();
    this.#atLineStart = true;
    try {
      this.#onObject(JSON.parse(text));
    } catch {
      // It only looked like one, or was too long.
      this.#onLine(text);
    }
  }

  #endLine(): void {
    const text = this.#take().trimEnd();
    this.#atLineStart = true;
    if (text !== '') this.#onLine(text);
  }

  #take(): string {
    const text = this.#parts.join('');
    this.#parts = [];
    this.#length = 0;
    return text;
  }
}

const NEWLINE = 10;
const SPACE = 32;
const QUOTE = 34;
const BACKSLASH = 92;
const OPEN = 123;
const CLOSE = 125;
