import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ExecEnd, ExecSession } from '../../../../shared/contract/exec.ts';
import { AppError } from '../../../../shared/errors.ts';
import type { Engine } from '../engine.ts';
import { pause } from '../pause.ts';
import { execPath, exitCodeOf } from './engine-exec.ts';
import { Scrollback } from './scrollback.ts';
import { signalSession } from './signal-session.ts';

const SCROLLBACK_BYTES = 256 * 1024;
/** A reader that is this far behind holds the process back. Below the scrollback: no reader misses anything. */
const LAG_LIMIT = 128 * 1024;
const ITEM_BYTES = 32 * 1024;
/** What is written and not taken by the process, in bytes: a paste, not a film. */
const INPUT_LIMIT = 4 * 1024 * 1024;
/** Time for a process to end after a signal, in milliseconds: none survives the second, however busy the machine. */
const GRACE_MS = { HUP: 2000, KILL: 10_000 };

export interface ExecOutput {
  at: number;
  data: string;
  replay: boolean;
}

interface Reader {
  /** The number of the byte that it gets next. */
  at: number;
}

/** One process with a terminal in a container, and what it has written of late. */
export class ExecTerminal {
  readonly #engine: Engine;
  readonly #execId: string;
  readonly #socket: Duplex;
  readonly #scrollback = new Scrollback(SCROLLBACK_BYTES);
  readonly #readers = new Set<Reader>();
  readonly #listeners = new Set<() => void>();
  readonly #onChange: () => void;
  readonly #ended: Promise<void>;
  #session: ExecSession;
  #closing: Promise<void> | undefined;
  #wasRead = false;

  /** @param options.socket the hijacked connection @param options.onChange called when the session changed */
  constructor(options: {
    engine: Engine;
    execId: string;
    socket: Duplex;
    session: ExecSession;
    onChange: () => void;
  }) {
    this.#engine = options.engine;
    this.#execId = options.execId;
    this.#socket = options.socket;
    this.#session = options.session;
    this.#onChange = options.onChange;
    this.#ended = this.#read();
  }

  get session(): ExecSession {
    return this.#session;
  }

  /** All that is kept, for a start that failed. */
  get text(): string {
    return this.#scrollback.read(0, SCROLLBACK_BYTES).bytes.toString();
  }

  /** What is kept, or of that what begins with byte number `from`, then what comes, until the end or the signal. */
  async *output(from: number | undefined, signal: AbortSignal): AsyncGenerator<ExecOutput, void, void> {
    const reader: Reader = { at: this.#scrollback.firstFor(from) };
    // What nobody has seen is new, though it was written a moment ago: its questions want an answer.
    const live = this.#wasRead ? this.#scrollback.end : 0;
    this.#wasRead = true;
    this.#readers.add(reader);
    try {
      while (!signal.aborted) {
        const replay = reader.at < live;
        const most = replay ? Math.min(ITEM_BYTES, live - reader.at) : ITEM_BYTES;
        const { bytes, next } = this.#scrollback.read(reader.at, most);
        const at = next - bytes.length;
        reader.at = next;
        this.#holdOrResume();
        if (bytes.length > 0) yield { at, data: bytes.toString('base64'), replay };
        else if (this.#session.end) return;
        else await pause({ signal, onChange: (listener) => this.#listen(listener) });
      }
    } finally {
      this.#readers.delete(reader);
      this.#holdOrResume();
    }
  }

  /** Resolves when the engine has taken it. @throws AppError `exec_ended`, `bad_input` where it takes nothing. */
  async write(data: string): Promise<void> {
    this.#requireRunning();
    if (this.#socket.writableLength + data.length > INPUT_LIMIT) {
      throw new AppError(
        'bad_input',
        `Cannot write to '${this.#session.command[0]}': it does not read what it was sent before.`,
        'Wait until it reads, or end it.',
      );
    }
    const failure = await new Promise((resolve) => this.#socket.write(data, resolve));
    if (failure) this.#requireRunning(true);
  }

  /** @throws AppError `engine_unreachable`; a process that has ended has no size, which is no error. */
  async resize(columns: number, rows: number): Promise<void> {
    if (this.#session.end) return;
    const attempt = { verb: 'resize the terminal in', operand: this.#session.containerName };
    try {
      await this.#engine.use(attempt, (client) =>
        client.json({
          method: 'POST',
          path: execPath(this.#execId, '/resize'),
          query: { h: rows, w: columns },
        }),
      );
    } catch (error) {
      if (!this.#session.end && error instanceof AppError && error.code === 'engine_unreachable') throw error;
    }
    this.#change({ columns, rows });
  }

  /** Ends the process: SIGHUP, SIGKILL, or the connection alone where neither can be sent. Idempotent. */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** Lets go of the connection at once. */
  destroy(): void {
    this.#socket.destroy();
  }

  /** Resolves when the process has ended and its exit code is known, or cannot be. */
  get ended(): Promise<void> {
    return this.#ended;
  }

  async #close(): Promise<void> {
    for (const signal of ['HUP', 'KILL'] as const) {
      if (this.#session.end) return;
      const { containerName: operand } = this.#session;
      const sent = await this.#engine
        .use({ verb: 'end a terminal in', operand }, (client) => signalSession(client, this.#session, signal))
        .catch(() => false);
      if (!sent) break;
      const limit = new AbortController();
      const grace = sleep(GRACE_MS[signal], undefined, { signal: limit.signal }).catch(() => {});
      await Promise.race([this.#ended, grace]);
      limit.abort();
    }
    if (!this.#session.end) this.#end({ reason: 'closed', leftBehind: true });
    this.#socket.destroy();
  }

  async #read(): Promise<void> {
    const socket = this.#socket;
    await new Promise<void>((resolve) => {
      socket.on('data', (chunk: Buffer) => {
        this.#scrollback.append(chunk);
        this.#holdOrResume();
        this.#tell();
      });
      socket.on('end', resolve);
      socket.on('close', resolve);
      socket.on('error', () => resolve());
    });
    socket.end();
    const end = await this.#howItEnded();
    if (!this.#session.end) this.#end(end);
  }

  async #howItEnded(): Promise<Omit<ExecEnd, 'at'>> {
    const reason = this.#closing ? 'closed' : 'exited';
    const attempt = { verb: 'ask how the terminal ended in', operand: this.#session.containerName };
    try {
      const exitCode = await this.#engine.use(attempt, (client) => exitCodeOf(client, this.#execId));
      if (exitCode === undefined) return { reason: 'lost', leftBehind: true };
      return { reason, exitCode, leftBehind: false };
    } catch (error) {
      // The engine forgets the ends of a container that was removed.
      const isForgotten = error instanceof AppError && error.code !== 'engine_unreachable';
      return { reason: isForgotten ? reason : 'lost', leftBehind: false };
    }
  }

  #end(end: Omit<ExecEnd, 'at'>): void {
    this.#change({ end: { at: Date.now(), ...end } });
    this.#tell();
  }

  #change(change: Partial<ExecSession>): void {
    // What is sent is never changed afterwards: a watcher may hold it.
    this.#session = { ...this.#session, ...change };
    this.#onChange();
  }

  #holdOrResume(): void {
    const lag = Math.max(0, ...[...this.#readers].map(({ at }) => this.#scrollback.end - at));
    if (lag > LAG_LIMIT) this.#socket.pause();
    else if (this.#socket.isPaused()) this.#socket.resume();
  }

  #requireRunning(failed = false): void {
    if (!failed && !this.#session.end) return;
    throw new AppError(
      'exec_ended',
      `Cannot write to '${this.#session.command[0]}': it has ended.`,
      'Open another terminal.',
    );
  }

  #listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) listener();
  }
}
