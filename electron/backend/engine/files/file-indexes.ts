import type { Readable } from 'node:stream';
import { FileIndex } from './file-index.ts';

const KEPT = 3;

/** The stopped containers that were looked into of late. */
export class FileIndexes {
  readonly #kept = new Map<string, { index: FileIndex; expiry: NodeJS.Timeout }>();

  /** Lazily: nothing is read before the first folder is asked for. */
  get(options: {
    /** The container, and what changes when it runs again. */
    key: string;
    fresh: boolean;
    keepMs: number;
    open: (signal: AbortSignal) => Promise<Readable>;
    mounts: readonly string[];
  }): FileIndex {
    const { key, fresh, keepMs } = options;
    let index = this.#kept.get(key)?.index;
    if (fresh || index?.hasFailed) index = undefined;
    this.#forget(key, index);
    index ??= new FileIndex(options);
    this.#keep(key, index, keepMs);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT && oldest !== undefined) this.#forget(oldest);
    return index;
  }

  dispose(): void {
    for (const key of [...this.#kept.keys()]) this.#forget(key);
  }

  #keep(key: string, index: FileIndex, keepMs: number): void {
    const expiry = setTimeout(() => {
      if (index.isInUse) this.#keep(key, index, keepMs);
      else this.#forget(key);
    }, keepMs);
    expiry.unref();
    this.#kept.set(key, { index, expiry });
  }

  /** Ends its reading, unless it is the one to go on with. */
  #forget(key: string, goOn?: FileIndex): void {
    const kept = this.#kept.get(key);
    if (!kept) return;
    clearTimeout(kept.expiry);
    this.#kept.delete(key);
    if (kept.index !== goOn) kept.index.dispose();
  }
}
