import { type AppError, toAppError } from '../../shared/errors.ts';
import { encode, type ServerMessage, STREAM_WINDOW } from '../../shared/rpc/protocol.ts';
import type { Transport } from '../../shared/rpc/transport.ts';

/** One call under way on the backend's side. */
export class ServerCall {
  readonly abort = new AbortController();
  /** Sent, and not yet taken by the caller, in UTF-16 units. */
  #unacknowledged = 0;
  #wake: (() => void) | undefined;

  constructor(
    readonly id: number,
    private readonly transport: Transport,
  ) {}

  /** The caller took this much. */
  credit(length: number): void {
    this.#unacknowledged = Math.max(0, this.#unacknowledged - length);
    if (this.#unacknowledged < STREAM_WINDOW) this.#wake?.();
  }

  /** Returns the message's length. Nothing is sent to a caller that has turned away. @throws as `encode`. */
  send(message: ServerMessage): number {
    if (this.abort.signal.aborted) return 0;
    const text = encode(message);
    this.transport.send(text);
    return text.length;
  }

  fail(thrown: unknown): AppError {
    const error = toAppError(thrown);
    this.send({ t: 'err', id: this.id, error: error.toData() });
    return error;
  }

  /** Sends items as the caller takes them, then the end. The iterator's `return()` is called however this ends. */
  async pump(items: AsyncIterable<unknown>): Promise<void> {
    const { signal } = this.abort;
    const iterator = items[Symbol.asyncIterator]();
    // At a yield this runs the producer's `finally` at once, else as soon as it gets to one.
    const leave = () => {
      this.#wake?.();
      void iterator.return?.().then(undefined, () => {});
    };
    signal.addEventListener('abort', leave, { once: true });
    try {
      for (let next = await iterator.next(); !next.done && !signal.aborted; next = await iterator.next()) {
        this.#unacknowledged += this.send({ t: 'item', id: this.id, value: next.value });
        if (this.#unacknowledged >= STREAM_WINDOW) await this.#credited();
      }
      this.send({ t: 'end', id: this.id });
    } finally {
      signal.removeEventListener('abort', leave);
      leave();
    }
  }

  #credited(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
