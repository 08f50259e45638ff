import { STATS_FIELDS, type StatsSample, type StatsSeries } from '../../../../shared/contract/stats.ts';

const FIRST_CAPACITY = 64;

/**
 * The newest samples of one container: a ring of numbers that grows to `limit` samples (104 bytes each) and then
 * forgets the oldest. Samples are numbered from 0 on, for readers who want what is new since they last looked.
 */
export class StatsHistory {
  #limit: number;
  #capacity = FIRST_CAPACITY;
  #values = new Float64Array(FIRST_CAPACITY * STATS_FIELDS.length);
  /** The number that the next sample gets. */
  #next = 0;
  /** The number of the oldest that is kept. */
  #first = 0;

  /** @param limit at least 64 */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get next(): number {
    return this.#next;
  }

  /** Keeps more from now on; never fewer. */
  raiseLimit(limit: number): void {
    this.#limit = Math.max(this.#limit, limit);
  }

  add(sample: StatsSample): void {
    if (this.#next - this.#first === this.#capacity) {
      if (this.#capacity < this.#limit) this.#grow();
      else this.#first += 1;
    }
    const at = this.#at(this.#next);
    STATS_FIELDS.forEach((field, i) => {
      this.#values[at + i] = sample[field];
    });
    this.#next += 1;
  }

  /** Forgets what is older, in milliseconds since the epoch. */
  forgetBefore(time: number): void {
    while (this.#first < this.#next && this.#timeOf(this.#first) < time) this.#first += 1;
  }

  /** Those with a number from `since` on that are still kept. */
  read(since = 0): StatsSeries {
    const first = Math.max(since, this.#first);
    const series = emptySeries();
    for (let number = first; number < this.#next; number++) {
      const at = this.#at(number);
      STATS_FIELDS.forEach((field, i) => {
        series[field].push(this.#values[at + i] ?? 0);
      });
    }
    return series;
  }

  #grow(): void {
    const series = this.read();
    const kept = this.#next - this.#first;
    this.#capacity = Math.min(this.#limit, this.#capacity * 2);
    this.#values = new Float64Array(this.#capacity * STATS_FIELDS.length);
    for (let row = 0; row < kept; row++) {
      const at = this.#at(this.#first + row);
      STATS_FIELDS.forEach((field, i) => {
        this.#values[at + i] = series[field][row] ?? 0;
      });
    }
  }

  #timeOf(number: number): number {
    return this.#values[this.#at(number)] ?? 0;
  }

  #at(number: number): number {
    return (number % this.#capacity) * STATS_FIELDS.length;
  }
}

export function emptySeries(): StatsSeries {
  return Object.fromEntries(STATS_FIELDS.map((field) => [field, [] as number[]])) as StatsSeries;
}
