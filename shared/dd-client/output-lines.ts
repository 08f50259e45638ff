/** A line without an end would fill the memory: it is handed over in parts of this many characters. */
const LINE_LIMIT = 1024 * 1024;

/** Lines of one stream, however its text is cut; what has no end comes with `flush`. */
export class OutputLines {
  #rest = '';

  push(text: string): string[] {
    const lines = (this.#rest + text).split(/\r?\n/);
    this.#rest = lines.pop() ?? '';
    if (this.#rest.length > LINE_LIMIT) lines.push(...this.flush());
    return lines;
  }

  flush(): string[] {
    const rest = this.#rest;
    this.#rest = '';
    return rest === '' ? [] : [rest.replace(/\r$/, '')];
  }
}
