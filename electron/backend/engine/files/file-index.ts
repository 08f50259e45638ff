import type { Readable } from 'node:stream';
import type { FileEntry } from '../../../../shared/contract/files.ts';
import { AppError } from '../../../../shared/errors.ts';
import { folderOf, isWithin, nameOf } from '../../../../shared/file-path.ts';
import type { ListPiece } from './file-system.ts';
import { tarEntries } from './tar-entries.ts';
import { toFileEntry } from './tar-file-entry.ts';

/** Some hundred megabytes of memory. */
const ENTRIES_LIMIT = 400_000;
const REPORT_EVERY_MS = 200;

/**
 * What a stopped container has on its disk, from one export of it: an image's folders cannot be read one by one. It
 * is read once, folders are answered as soon as they are complete, and our own changes are kept up with.
 */
export class FileIndex {
  readonly #mounts: readonly string[];
  readonly #folders = new Map<string, Map<string, FileEntry>>([['/', new Map()]]);
  readonly #abort = new AbortController();
  readonly #wakes = new Set<() => void>();
  #readBytes = 0;
  /** What was found last: the export goes through the tree in order, so a folder that was left is complete. */
  #at = '/';
  #state: 'new' | 'reading' | 'complete' | { error: unknown } = 'new';
  readonly #open: (signal: AbortSignal) => Promise<Readable>;

  /** Nothing is read before it is listed. What is below `mounts` is not in an export. */
  constructor(options: { open: (signal: AbortSignal) => Promise<Readable>; mounts: readonly string[] }) {
    this.#mounts = options.mounts;
    this.#open = options.open;
  }

  /** True while somebody waits for a folder. */
  get isInUse(): boolean {
    return this.#wakes.size > 0;
  }

  get hasFailed(): boolean {
    return typeof this.#state === 'object';
  }

  covers(folder: string): boolean {
    return !this.#mounts.some((mount) => isWithin(folder, mount));
  }

  async *list(folder: string, signal: AbortSignal): AsyncGenerator<ListPiece, void, void> {
    const told = new Set<string>();
    this.#start();
    while (true) {
      signal.throwIfAborted();
      if (typeof this.#state === 'object') throw this.#state.error;
      const isComplete = this.#isComplete(folder);
      const entries = [...(this.#folders.get(folder)?.values() ?? [])].filter(({ name }) => !told.has(name));
      for (const { name } of entries) told.add(name);
      yield { entries, ...(isComplete ? {} : { readBytes: this.#readBytes }) };
      if (isComplete) return;
      await this.#wait(signal);
    }
  }

  put(path: string, entry: FileEntry): void {
    if (this.#state === 'new') return;
    this.#folder(folderOf(path)).set(nameOf(path), entry);
  }

  remove(path: string): void {
    this.#folders.get(folderOf(path))?.delete(nameOf(path));
    for (const folder of [...this.#folders.keys()]) if (isWithin(folder, path)) this.#folders.delete(folder);
  }

  dispose(): void {
    this.#abort.abort();
  }

  #start(): void {
    if (this.#state !== 'new') return;
    this.#state = 'reading';
    this.#read().then(
      () => this.#end('complete'),
      (error: unknown) => this.#end({ error }),
    );
  }

  async #read(): Promise<void> {
    const { signal } = this.#abort;
    let count = 0;
    let toldAt = Date.now();
    for await (const { entry } of tarEntries(await this.#open(signal))) {
      signal.throwIfAborted();
      this.#readBytes += entry.size;
      this.#at = `/${entry.name.replace(/^\.?\//, '')}`;
      if (this.#at !== '/' && this.#at !== '/.') this.put(this.#at, toFileEntry(entry));
      count += 1;
      if (count > ENTRIES_LIMIT) throw tooMany();
      if (Date.now() - toldAt < REPORT_EVERY_MS) continue;
      toldAt = Date.now();
      this.#wake();
    }
  }

  #isComplete(folder: string): boolean {
    if (this.#state === 'complete') return true;
    return folder !== '/' && this.#folders.has(folder) && !isWithin(this.#at, folder);
  }

  #folder(path: string): Map<string, FileEntry> {
    let folder = this.#folders.get(path);
    if (!folder) {
      folder = new Map();
      this.#folders.set(path, folder);
    }
    return folder;
  }

  #end(state: 'complete' | { error: unknown }): void {
    this.#state = state;
    this.#wake();
  }

  #wake(): void {
    for (const wake of [...this.#wakes]) wake();
  }

  #wait(signal: AbortSignal): Promise<void> {
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
}

function tooMany(): AppError {
  return new AppError(
    'bad_input',
    `Cannot list the stopped container: it has more than ${ENTRIES_LIMIT} files.`,
    'Start the container: the folders of a running one are read one by one.',
  );
}
