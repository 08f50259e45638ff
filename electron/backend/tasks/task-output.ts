import type { TaskOutputLine } from '../../../shared/contract/tasks.ts';

/** A build of hundreds of steps fits; older lines are let go. */
const LINES_KEPT = 20_000;
const BATCH = 500;
/** A message has a limit, and each character may become six of it. */
const BATCH_LENGTH = 250_000;

/** The newest lines a task wrote, for any number of readers that come and go. */
export class TaskOutput {
  #lines: TaskOutputLine[] = [];
  /** The absolute number of the oldest line kept. */
  #dropped = 0;
  #ended = false;
  readonly #wakes = new Set<() => void>();

  get isEmpty(): boolean {
    return this.#dropped + this.#lines.length === 0;
  }

  write(stream: TaskOutputLine['stream'], text: string): void {
    this.#lines.push({ stream, text });
    if (this.#lines.length > LINES_KEPT * 1.1) {
      const excess = this.#lines.length - LINES_KEPT;
      this.#lines = this.#lines.slice(excess);
      this.#dropped += excess;
    }
    this.#wake();
  }

  end(): void {
    this.#ended = true;
    this.#wake();
  }

  /** Lines from the oldest kept on, until the task ends or the signal is aborted. */
  async *read(signal: AbortSignal): AsyncGenerator<{ lines: TaskOutputLine[] }, void, void> {
    let next = 0;
    while (!signal.aborted) {
      next = Math.max(next, this.#dropped);
      const lines = this.#batchAt(next - this.#dropped);
      if (lines.length > 0) {
        next += lines.length;
        yield { lines };
      } else if (this.#ended) {
        return;
      } else {
        await this.#change(signal);
      }
    }
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
