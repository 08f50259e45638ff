/** Numbers of lines in rising order: those a filter lets through, or those a search has found. Four bytes each. */
export class LineNumbers {
  #numbers = new Uint32Array(256);
  /** Where the first one is: those of lines that were let go are behind it. */
  #from = 0;
  #to = 0;

  get length(): number {
    return this.#to - this.#from;
  }

  /** @param number higher than all that are there */
  push(number: number): void {
    if (this.#to === this.#numbers.length) {
      const kept = this.#numbers.subarray(this.#from, this.#to);
      const fresh = new Uint32Array(Math.max(256, kept.length * 2));
      fresh.set(kept);
      this.#numbers = fresh;
      this.#from = 0;
      this.#to = kept.length;
    }
    this.#numbers[this.#to] = number;
    this.#to += 1;
  }

  at(index: number): number | undefined {
    return index < 0 || index >= this.length ? undefined : this.#numbers[this.#from + index];
  }

  /** How many are lower than `number`: its own index where it is there. */
  indexOf(number: number): number {
    let low = this.#from;
    let high = this.#to;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#numbers[middle] ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    return low - this.#from;
  }

  has(number: number): boolean {
    return this.at(this.indexOf(number)) === number;
  }

  /** Forgets what is lower than `number`. */
  dropBefore(number: number): void {
    this.#from += this.indexOf(number);
  }
}
