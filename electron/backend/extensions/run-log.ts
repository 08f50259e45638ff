import { readFile } from 'node:fs/promises';
import writeFileAtomic from 'write-file-atomic';
import { type ExtensionRun, extensionRun } from '../../../shared/contract/extensions.ts';
import { Emitter } from '../../../vm/emitter.ts';
import type { Logger } from '../log/logger.ts';
import type { ExtensionFiles } from './extension-files.ts';
import { runKind } from './run-kind.ts';

/** Entries kept of one extension, of each kind. */
const LIMIT = 300;
/** Of a longer command, in characters: what it does may be at its end. */
const BEGINNING = 1200;
const END = 800;
/** An extension that runs many commands writes its log once in this time, in milliseconds. */
const WRITE_AFTER_MS = 500;

interface Book {
  /** Oldest first. */
  entries: ExtensionRun[];
  timer: NodeJS.Timeout | undefined;
}

/** What extensions had run: the newest of each kind, in the folder of each. */
export class RunLog {
  readonly #files: ExtensionFiles;
  readonly #log: Logger;
  readonly #books = new Map<string, Promise<Book>>();
  readonly #changes = new Emitter<string>();

  constructor(options: { files: ExtensionFiles; log: Logger }) {
    this.#files = options.files;
    this.#log = options.log;
  }

  /**
   * Adds what it is about to run. Call the answer when that has ended: it adds how.
   */
  add(id: string, run: Pick<ExtensionRun, 'where' | 'command' | 'refused'>): (exitCode?: number) => void {
    const command = shorten(run.command);
    const isWhole = command === run.command;
    const entry: ExtensionRun = { ...run, command, at: Date.now() };
    void this.#change(id, (book) => put(book.entries, entry, isWhole));
    return (exitCode) =>
      void this.#change(id, () => {
        if (exitCode !== undefined) entry.exitCode = exitCode;
        entry.durationMs = Date.now() - entry.at;
      });
  }

  /** Newest first. */
  async entries(id: string): Promise<ExtensionRun[]> {
    const { entries } = await this.#book(id);
    return entries.map((entry) => ({ ...entry })).reverse();
  }

  onChange(listener: (id: string) => void): () => void {
    return this.#changes.on(listener);
  }

  /** The extension is gone. */
  async forget(id: string): Promise<void> {
    const book = await this.#books.get(id);
    clearTimeout(book?.timer);
    this.#books.delete(id);
  }

  /** The folder of all extensions was removed. */
  async forgetAll(): Promise<void> {
    await Promise.all([...this.#books.keys()].map((id) => this.forget(id)));
  }

  /** Writes what has not been written. */
  async dispose(): Promise<void> {
    for (const [id, book] of this.#books) {
      const { timer } = await book;
      clearTimeout(timer);
      if (timer) await this.#write(id);
    }
  }

  async #change(id: string, change: (book: Book) => void): Promise<void> {
    const book = await this.#book(id);
    change(book);
    book.timer ??= setTimeout(() => void this.#write(id), WRITE_AFTER_MS).unref();
    this.#changes.emit(id);
  }

  #book(id: string): Promise<Book> {
    let book = this.#books.get(id);
    if (!book) {
      book = this.#read(id);
      this.#books.set(id, book);
    }
    return book;
  }

  async #read(id: string): Promise<Book> {
    const text = await readFile(this.#files.of(id).log, 'utf8').catch(() => '');
    const entries = text.split('\n').flatMap((line) => {
      try {
        return [extensionRun.parse(JSON.parse(line))];
      } catch {
        return [];
      }
    });
    return { entries, timer: undefined };
  }

  async #write(id: string): Promise<void> {
    const book = await this.#book(id);
    book.timer = undefined;
    const path = this.#files.of(id).log;
    try {
      const lines = book.entries.map((entry) => `${JSON.stringify(entry)}\n`);
      await writeFileAtomic(path, lines.join(''), { mode: 0o600 });
    } catch (error) {
      this.#log.debug(`Write '${path}': it cannot be written.`, { error: String(error) });
    }
  }
}

/** Adds the newest one. It takes the place of one that is the same, so that many of one command are one entry. */
function put(entries: ExtensionRun[], entry: ExtensionRun, isWhole: boolean): void {
  const same = isWhole ? entries.findIndex((each) => isSame(each, entry)) : -1;
  const [before] = same < 0 ? [] : entries.splice(same, 1);
  if (before) {
    entry.times = (before.times ?? 1) + 1;
    entry.firstAt = before.firstAt ?? before.at;
  }
  entries.push(entry);
  const kind = runKind(entry);
  const ofKind = entries.filter((each) => runKind(each) === kind);
  const [oldest] = ofKind;
  if (oldest && ofKind.length > LIMIT) entries.splice(entries.indexOf(oldest), 1);
}

function isSame(a: ExtensionRun, b: ExtensionRun): boolean {
  return a.command === b.command && a.where === b.where && a.refused === b.refused;
}

function shorten(command: string): string {
  if (command.length <= BEGINNING + END) return command;
  return `${command.slice(0, BEGINNING)} … ${command.slice(-END)}`;
}
