import type { LogBatch } from '../../../../shared/contract/logs.ts';

export interface GatheredLines {
  batch: LogBatch;
  /** Of each line. */
  sources: number[];
}

/** Lines on their way, in columns. */
export class LogColumns {
  /** Of all lines, in UTF-16 units. */
  characters = 0;
  #texts: string[] = [];
  #streams: string[] = [];
  #sources: number[] = [];
  /** Of the first line that has a time: later ones are counted from it. */
  #base = Number.NaN;
  #nanos: number[] = [];
  #sorted = true;

  get length(): number {
    return this.#texts.length;
  }

  add(stream: 'stdout' | 'stderr', seconds: number, nanos: number, text: string, source: number): void {
    if (Number.isNaN(this.#base)) this.#base = seconds;
    const time = (seconds - this.#base) * 1e9 + nanos;
    const before = this.#nanos.at(-1);
    if (before !== undefined && time < before) this.#sorted = false;
    this.#texts.push(text);
    this.#streams.push(stream === 'stderr' ? 'e' : 'o');
    this.#sources.push(source);
    this.#nanos.push(time);
    this.characters += text.length;
  }

  /** Empties it. `byTime` sorts the lines; those of one moment stay as they came. */
  take(byTime = false): GatheredLines {
    if (byTime && !this.#sorted) this.#sort();
    const seconds = Number.isNaN(this.#base) ? 0 : this.#base;
    const batch: LogBatch = {
      count: this.length,
      text: this.#texts.join('\n'),
      streams: this.#streams.join(''),
      seconds,
      nanos: this.#nanos.map((time) => (Number.isNaN(time) ? null : time)),
    };
    const sources = this.#sources;
    this.#texts = [];
    this.#streams = [];
    this.#sources = [];
    this.#nanos = [];
    this.#base = Number.NaN;
    this.#sorted = true;
    this.characters = 0;
    return { batch, sources };
  }

  #sort(): void {
    // A line without a time stays behind the one before it.
    let latest = Number.NEGATIVE_INFINITY;
    const keys = this.#nanos.map((time) => {
      if (!Number.isNaN(time)) latest = time;
      return latest;
    });
    const order = keys.map((_, index) => index).sort((a, b) => (keys[a] ?? 0) - (keys[b] ?? 0) || a - b);
    const permute = <T>(column: T[]): T[] => order.map((index) => column[index] as T);
    this.#texts = permute(this.#texts);
    this.#streams = permute(this.#streams);
    this.#sources = permute(this.#sources);
    this.#nanos = permute(this.#nanos);
  }
}
