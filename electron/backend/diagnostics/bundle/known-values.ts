/** How much of a value leads to it. No value that is looked for is shorter. */
const START = 6;

/**
 * Finds many values in a text in one pass, however many they are: a regular expression of thousands tries them one after
 * the other at each character.
 */
export class KnownValues {
  /** By their first characters, which many may share; the lengths from long to short: one may begin with another. */
  readonly #byStart = new Map<string, { lengths: number[]; values: Set<string> }>();
  /** Of the first two characters, 16 bits: most places in a text are told apart by it. */
  readonly #mayStart = new Uint8Array(1 << 16);

  /** @param values those shorter than six characters are left out */
  constructor(values: Iterable<string>) {
    for (const value of new Set(values)) {
      if (value.length < START) continue;
      this.#mayStart[hash(value, 0)] = 1;
      const start = value.slice(0, START);
      const alike = this.#byStart.get(start) ?? { lengths: [], values: new Set() };
      this.#byStart.set(start, alike);
      alike.values.add(value);
      if (!alike.lengths.includes(value.length)) alike.lengths.push(value.length);
    }
    for (const { lengths } of this.#byStart.values()) lengths.sort((a, b) => b - a);
  }

  replaceIn(text: string, replacement: string): string {
    if (this.#byStart.size === 0) return text;
    const parts: string[] = [];
    let from = 0;
    const last = text.length - START;
    for (let at = 0; at <= last; at += 1) {
      if (this.#mayStart[hash(text, at)] === 0) continue;
      const alike = this.#byStart.get(text.slice(at, at + START));
      const length = alike?.lengths.find((each) => alike.values.has(text.slice(at, at + each)));
      if (length === undefined) continue;
      parts.push(text.slice(from, at), replacement);
      from = at + length;
      at = from - 1;
    }
    return from === 0 ? text : parts.join('') + text.slice(from);
  }
}

function hash(text: string, at: number): number {
  return (text.charCodeAt(at) * 251 + text.charCodeAt(at + 1)) & 0xffff;
}
