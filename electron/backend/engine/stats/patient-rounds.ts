import { eachBounded } from '../each-bounded.ts';

interface PatientRoundsOptions<T> {
  /** undefined where there is no answer to be had. */
  ask(id: string): Promise<T | undefined>;
  /** How many are asked at once, and how many more may be late. */
  atOnce: number;
  /** How long one may hold up its round, in milliseconds. */
  patienceMs: number;
}

/**
 * Asks many, round by round. One that answers late holds up nobody: its round ends without it, it is not asked again
 * meanwhile, and what it answered counts in the next round.
 */
export class PatientRounds<T> {
  readonly #options: PatientRoundsOptions<T>;
  readonly #late = new Set<string>();
  #arrived = new Map<string, T>();
  #failure: { error: unknown } | undefined;

  constructor(options: PatientRoundsOptions<T>) {
    this.#options = options;
  }

  /** What was answered in time, and late since the round before. @throws what `ask` throws, now or since then */
  async round(ids: readonly string[]): Promise<Map<string, T>> {
    const { atOnce } = this.#options;
    const answers = new Map<string, T>();
    for (const id of ids) {
      const answer = this.#arrived.get(id);
      if (answer !== undefined) answers.set(id, answer);
    }
    this.#arrived = new Map();
    let isOpen = true;
    const take = (id: string, answer: T) => (isOpen ? answers : this.#arrived).set(id, answer);
    const asked = ids.filter((id) => !answers.has(id) && !this.#late.has(id));
    try {
      await eachBounded(asked, atOnce, (id) => this.#askOne(id, take));
    } finally {
      isOpen = false;
    }
    if (this.#failure) {
      const { error } = this.#failure;
      this.#failure = undefined;
      throw error;
    }
    return answers;
  }

  async #askOne(id: string, take: (id: string, answer: T) => void): Promise<void> {
    const { ask, atOnce, patienceMs } = this.#options;
    let isLate = false;
    const asked = ask(id)
      .then((answer) => {
        if (answer !== undefined) take(id, answer);
      })
      .catch((error: unknown) => {
        if (!isLate) throw error;
        // Its round is over: the next one tells.
        this.#failure = { error };
      })
      .finally(() => this.#late.delete(id));
    let timer: ReturnType<typeof setTimeout> | undefined;
    const patience = new Promise<void>((resolve) => {
      timer = setTimeout(() => {
        // With many of them it is the engine that is slow: it gets no more to do.
        if (this.#late.size >= atOnce) return;
        isLate = true;
        this.#late.add(id);
        resolve();
      }, patienceMs);
    });
    try {
      await Promise.race([asked, patience]);
    } finally {
      clearTimeout(timer);
    }
  }
}
