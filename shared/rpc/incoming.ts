import type { ServerMessage } from './protocol.ts';

/** What arrived for one call and is not taken yet. Bounded by the stream's window, which only taking opens. */
export class Incoming {
  #arrived: { message: ServerMessage; length: number }[] = [];
  #wake = () => {};

  put(message: ServerMessage, length: number): void {
    this.#arrived.push({ message, length });
    this.#wake();
  }

  /** Drops what was not taken. */
  clear(): void {
    this.#arrived = [];
  }

  /** Waits for the next message. One taker at a time. */
  async take(): Promise<{ message: ServerMessage; length: number }> {
    for (;;) {
      const first = this.#arrived.shift();
      if (first) return first;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
