import { StringDecoder } from 'node:string_decoder';
import type { ExecItem } from '../../../../shared/contract/extension-api.ts';

/** What is written and was not taken yet, in bytes: more holds the writer back. */
const HELD_BYTES = 256 * 1024;
/** Pieces of the same output are put together up to this, in characters: a flood of words is few messages. */
const PIECE_LENGTH = 64 * 1024;

type Name = 'stdout' | 'stderr';

/**
 * The output of one command on its way to who asked for it. A reader that takes nothing holds the command back: what
 * writes asks `isFull` and goes on when `onRoom` is called.
 */
export class ExecOutput {
  readonly #pieces: { name: Name; text: string }[] = [];
  readonly #decoders = { stdout: new StringDecoder('utf8'), stderr: new StringDecoder('utf8') };
  #held = 0;
  #ended: { item: ExecItem } | { error: unknown } | undefined;
  #wake = () => {};

  /** Called each time when there is room again. */
  onRoom = () => {};

  get isFull(): boolean {
    return this.#held >= HELD_BYTES;
  }

  push(name: Name, bytes: Buffer): void {
    this.#add(name, this.#decoders[name].write(bytes));
  }

  /** How it ended. What comes after it does not count. */
  end(code: number | null, signal: string | null): void {
    for (const name of ['stdout', 'stderr'] as const) this.#add(name, this.#decoders[name].end());
    this.#settle({ item: { code, signal } });
  }

  fail(error: unknown): void {
    this.#settle({ error });
  }

  /** Until the end, or until the signal is aborted. @throws what it failed with */
  async *items(signal: AbortSignal): AsyncGenerator<ExecItem, void, void> {
    const onAbort = () => this.#wake();
    signal.addEventListener('abort', onAbort);
    try {
      while (!signal.aborted) {
        const piece = this.#pieces.shift();
        if (piece) {
          const wasFull = this.isFull;
          this.#held -= piece.text.length;
          if (wasFull && !this.isFull) this.onRoom();
          yield { [piece.name]: piece.text } as ExecItem;
        } else if (this.#ended) {
          if ('error' in this.#ended) throw this.#ended.error;
          yield this.#ended.item;
          return;
        } else {
          await new Promise<void>((resolve) => {
            this.#wake = resolve;
          });
        }
      }
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  #add(name: Name, text: string): void {
    if (text === '' || this.#ended) return;
    const last = this.#pieces.at(-1);
    if (last?.name === name && last.text.length + text.length <= PIECE_LENGTH) last.text += text;
    else this.#pieces.push({ name, text });
    this.#held += text.length;
    this.#wake();
  }

  #settle(ended: { item: ExecItem } | { error: unknown }): void {
    this.#ended ??= ended;
    this.#wake();
  }
}
