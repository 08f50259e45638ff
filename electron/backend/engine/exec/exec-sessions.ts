import { setTimeout as sleep } from 'node:timers/promises';
import type { ExecSession, OpenExec } from '../../../../shared/contract/exec.ts';
import { AppError } from '../../../../shared/errors.ts';
import type { Engine } from '../engine.ts';
import { pause } from '../pause.ts';
import type { ExecOutput, ExecTerminal } from './exec-terminal.ts';
import { openTerminal } from './open-terminal.ts';

/** Each is a connection and a process; a person who needs more has a script to write. */
const RUNNING_LIMIT = 32;
/** How many that have ended wait to be dismissed. */
const ENDED_KEPT = 32;
/** Quitting waits no longer for them, in milliseconds. */
const DISPOSE_LIMIT_MS = 5000;

/** The terminals that were opened in containers. They outlive pages, and end with the backend. */
export class ExecSessions {
  readonly #engine: Engine;
  readonly #terminals = new Map<string, ExecTerminal>();
  readonly #listeners = new Set<() => void>();
  #opening = 0;
  #version = 0;
  #disposed = false;

  constructor(options: { engine: Engine }) {
    this.#engine = options.engine;
  }

  /** All sessions, then all again after each change. Ends with the signal. */
  async *watch(signal: AbortSignal): AsyncGenerator<{ sessions: ExecSession[] }, void, void> {
    let seen = -1;
    while (!signal.aborted) {
      if (seen !== this.#version) {
        seen = this.#version;
        yield { sessions: [...this.#terminals.values()].map(({ session }) => session) };
        continue;
      }
      await pause({ signal, onChange: (listener) => this.#listen(listener) });
    }
  }

  /** Whether one is open whose process has not ended. */
  get isInUse(): boolean {
    return this.#running > 0 || this.#opening > 0;
  }

  get #running(): number {
    return [...this.#terminals.values()].filter(({ session }) => !session.end).length;
  }

  /** @throws AppError `exec_limit`, and as openTerminal() */
  async open(request: OpenExec): Promise<ExecSession> {
    if (this.#disposed || this.#running + this.#opening >= RUNNING_LIMIT) {
      throw new AppError(
        'exec_limit',
        `Cannot open a terminal in '${this.#engine.nameOf(request.containerId)}': ${RUNNING_LIMIT} are open already.`,
        'Close those that are not needed.',
      );
    }
    this.#opening += 1;
    try {
      const terminal = await openTerminal(this.#engine, request, () => this.#changed());
      this.#terminals.set(terminal.session.id, terminal);
      this.#changed();
      // The backend ended meanwhile: this one ends with it.
      if (this.#disposed) await terminal.close();
      return terminal.session;
    } finally {
      this.#opening -= 1;
    }
  }

  /** @throws AppError `exec_not_found` */
  output(id: string, from: number | undefined, signal: AbortSignal): AsyncGenerator<ExecOutput, void, void> {
    return this.#require(id).output(from, signal);
  }

  /** @throws AppError `exec_not_found`, `exec_ended` */
  write(id: string, data: string): Promise<void> {
    return this.#require(id).write(data);
  }

  /** @throws AppError `exec_not_found`, `engine_unreachable` */
  resize(id: string, columns: number, rows: number): Promise<void> {
    return this.#require(id).resize(columns, rows);
  }

  /** Ends it and says how it ended. @throws AppError `exec_not_found` */
  async close(id: string): Promise<ExecSession> {
    const terminal = this.#require(id);
    await terminal.close();
    return terminal.session;
  }

  /** Forgets sessions that have ended: the one named, those of a container, or all. */
  dismiss(which: { id?: string | undefined; containerId?: string | undefined }): void {
    for (const { session } of [...this.#terminals.values()]) {
      if (!session.end) continue;
      if (which.id !== undefined && which.id !== session.id) continue;
      if (which.containerId !== undefined && which.containerId !== session.containerId) continue;
      this.#terminals.delete(session.id);
    }
    this.#changed();
  }

  /** Ends all, and after some seconds lets go of those that do not end. Idempotent. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    const terminals = [...this.#terminals.values()];
    const limit = new AbortController();
    await Promise.race([
      Promise.all(terminals.map((terminal) => terminal.close())),
      sleep(DISPOSE_LIMIT_MS, undefined, { signal: limit.signal }).catch(() => {}),
    ]);
    limit.abort();
    for (const terminal of terminals) terminal.destroy();
  }

  #require(id: string): ExecTerminal {
    const terminal = this.#terminals.get(id);
    if (terminal) return terminal;
    throw new AppError(
      'exec_not_found',
      `Cannot find the terminal '${id}': it is not known.`,
      'It was dismissed, or Pier was started again. Open another.',
    );
  }

  #changed(): void {
    const ended = [...this.#terminals.values()].filter(({ session }) => session.end);
    ended.sort((a, b) => (a.session.end?.at ?? 0) - (b.session.end?.at ?? 0));
    for (const { session } of ended.slice(0, -ENDED_KEPT)) this.#terminals.delete(session.id);
    this.#version += 1;
    for (const listener of [...this.#listeners]) listener();
  }

  #listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}
