import type { Terminal } from '@xterm/xterm';
import type { PierClient } from '../../../../shared/contract/index.ts';
import { toAppError } from '../../../../shared/errors.ts';

/** A paste goes in pieces: a message has its limit. In UTF-16 units. */
const WRITE_LENGTH = 64 * 1024;

/** Carries a session's output into a terminal, and what is typed there into the session. */
export class TerminalStream {
  readonly #terminal: Terminal;
  readonly #client: () => PierClient;
  readonly #id: string;
  /** The number of the byte that comes next. */
  #next: number | undefined;
  #replaying = false;
  #waiting = '';
  #writing = false;

  constructor(options: { terminal: Terminal; client: () => PierClient; id: string }) {
    this.#terminal = options.terminal;
    this.#client = options.client;
    this.#id = options.id;
  }

  /** Reads until the session ends or the signal is aborted; after that it goes on where it was. @throws AppError */
  async read(signal: AbortSignal): Promise<void> {
    const from = this.#next === undefined ? {} : { from: this.#next };
    for await (const { at, data, replay } of this.#client().exec.output(
      { id: this.#id, ...from },
      { signal },
    )) {
      if (signal.aborted) return;
      if (this.#next !== undefined && at !== this.#next) this.#terminal.reset();
      const bytes = Uint8Array.from(atob(data), (sign) => sign.charCodeAt(0));
      this.#next = at + bytes.length;
      this.#replaying = replay;
      // Nothing more is taken before it is drawn: a fast process is held back, and keys stay quick.
      await new Promise<void>((resolve) => this.#terminal.write(bytes, resolve));
      this.#replaying = false;
    }
  }

  /** Sends what was typed, in order. What the terminal itself answers to old questions is not sent again. */
  type(text: string): void {
    if (this.#replaying) return;
    this.#waiting += text;
    if (!this.#writing) void this.#write();
  }

  async #write(): Promise<void> {
    this.#writing = true;
    try {
      while (this.#waiting !== '') {
        const data = this.#waiting.slice(0, WRITE_LENGTH);
        this.#waiting = this.#waiting.slice(data.length);
        await this.#client().exec.write({ id: this.#id, data });
      }
    } catch (thrown) {
      // It ended, or the connection is lost: both are told by the view, and what was typed reaches nobody.
      this.#waiting = '';
      console.debug(toAppError(thrown).message);
    } finally {
      this.#writing = false;
    }
  }
}
