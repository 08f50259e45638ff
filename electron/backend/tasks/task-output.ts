import type { TaskOutputLine } from '../../../shared/contract/tasks.ts';

/** A build of hundreds of steps fits; older lines are let go. */
const LINES_KEPT = 20_000;
/** Lines may be long: together they have at most so many characters. */
const LENGTH_KEPT = 4 * 1024 * 1024;
const BATCH = 500;
/** A message has a limit, and each character may become six of it. */
const BATCH_LENGTH = 250_000;

/** The newest lines a task wrote, for any number of readers that come and go. */
export class TaskOutput {
  #lines: TaskOutputLine[] = [];
  /** The absolute number of the oldest line kept. */
  #dropped = 0;
  #length = 0;
  #ended = false;
  readonly #wakes = new Set<() => void>();

  write(stream: TaskOutputLine['stream'], text: string): void {
    this.#lines.push({ stream, text });
    this.#length += text.length;
    // Not with each line: to drop from the front moves all the others.
    if (this.#lines.length > LINES_KEPT * 1.1 || this.#length > LENGTH_KEPT * 1.1) {
      this.#keep(LINES_KEPT, LENGTH_KEPT);
    }
    this.#wake();
  }

  /** Lets go of all but the last lines: of a task that ended long ago. */
  shorten(lines: number): void {
    this.#keep(lines, LENGTH_KEPT);
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  /** Lines from the oldest kept on, until the task ends or the signal is aborted. */
  async *read(signal: AbortSignal): AsyncGenerator<{ first: number; lines: TaskOutputLine[] }, void, void> {
    let next = 0;
    while (!signal.aborted) {
      next = Math.max(next, this.#dropped);
      const lines = this.#batchAt(next - this.#dropped);
      if (lines.length > 0) {
        const first = next;
        next += lines.length;
        yield { first, lines };
      } else if (this.#ended) {
        return;
      } else {
        await this.#change(signal);
      }
    }
  }

  /** The newest line stays, however long it is. */
  #keep(lines: number, length: number): void {
    let excess = 0;
    while (
      excess < this.#lines.length - 1 &&
      (this.#lines.length - excess > lines || this.#length > length)
    ) {
      this.#length -= this.#lines[excess]?.text.length ?? 0;
      excess += 1;
    }
    this.#lines = this.#lines.slice(excess);
    this.#dropped += excess;
  }

  #batchAt(start: number): TaskOutputLine[] {
    const lines: TaskOutputLine[] = [];
    let length = 0;
    for (let at = start; at < this.#lines.length && lines.length < BATCH && length < BATCH_LENGTH; at++) {
      const line = this.#lines[at];
      if (line) lines.push(line);
      length += line?.text.length ?? 0;
    }
    return lines;
  }

  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        this.#wakes.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#wakes.add(done);
      signal.addEventListener('abort', done);
    });
  }

  #wake(): void {
    for (const wake of [...this.#wakes]) wake();
  }
}
