import type { FileEntry, FilesAccess, FileTarget } from '../../../shared/contract/files.ts';
import type { PierClient } from '../../../shared/contract/index.ts';
import { type ErrorData, toAppError } from '../../../shared/errors.ts';

/** What is known of a folder. */
export interface Folder {
  status: 'loading' | 'ready' | 'failed';
  entries: readonly FileEntry[];
  /** How much had to be read so far, where the whole disk is read. */
  readBytes?: number | undefined;
  error?: ErrorData | undefined;
}

/** The folders of one target that were looked into, for tree and list alike. */
export class FolderStore {
  readonly #client: () => PierClient;
  readonly #target: FileTarget;
  readonly #folders = new Map<string, Folder>();
  readonly #reading = new Map<string, AbortController>();
  readonly #listeners = new Set<() => void>();
  #version = 0;
  access: FilesAccess | undefined;

  constructor(client: () => PierClient, target: FileTarget) {
    this.#client = client;
    this.#target = target;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Another one after each change. */
  readonly version = (): number => this.#version;

  folder(path: string): Folder | undefined {
    return this.#folders.get(path);
  }

  /** Reads a folder where it is not known yet. */
  want(path: string): void {
    const known = this.#folders.get(path);
    if (!known || (known.status === 'failed' && !this.#reading.has(path))) void this.read(path);
  }

  /** What is known stays until the new is there. `fresh` reads a stopped container's disk again. */
  async read(path: string, fresh = false): Promise<void> {
    this.#reading.get(path)?.abort();
    const end = new AbortController();
    this.#reading.set(path, end);
    const before = this.#folders.get(path);
    const keeps = before?.status === 'ready';
    if (!keeps) this.#set(path, { status: 'loading', entries: [] });
    let entries: FileEntry[] = [];
    let readBytes: number | undefined;
    try {
      const { signal } = end;
      for await (const item of this.#client().files.list({ target: this.#target, path, fresh }, { signal })) {
        if (signal.aborted) return;
        if (item.kind === 'access') this.access = item.access;
        else if (item.kind === 'progress') readBytes = item.readBytes;
        else entries = [...entries, ...item.entries];
        if (!keeps) this.#set(path, { status: 'loading', entries, readBytes });
      }
      if (!signal.aborted) this.#set(path, { status: 'ready', entries });
    } catch (thrown) {
      const error = toAppError(thrown);
      if (end.signal.aborted) return;
      this.#set(path, { status: 'failed', entries: before?.entries ?? [], error: error.toData() });
    } finally {
      if (this.#reading.get(path) === end) this.#reading.delete(path);
    }
  }

  /** Reads again all that is shown: the target started, stopped, or came back. */
  readAll(paths: readonly string[], fresh = false): void {
    for (const path of [...this.#folders.keys()]) if (!paths.includes(path)) this.#folders.delete(path);
    // One after the other: the first of a stopped container finds what the others ask for.
    void (async () => {
      for (const [index, path] of paths.entries()) await this.read(path, fresh && index === 0);
    })();
    this.#tell();
  }

  dispose(): void {
    for (const end of this.#reading.values()) end.abort();
    this.#reading.clear();
  }

  #set(path: string, folder: Folder): void {
    this.#folders.set(path, folder);
    this.#tell();
  }

  #tell(): void {
    this.#version += 1;
    for (const listener of this.#listeners) listener();
  }
}
