import { type FSWatcher, watch } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { LineReader } from './line-reader.ts';

/** File system events are not there everywhere (network mounts): a look now and then is. */
const LOOK_EVERY_MS = 1000;
const READ_BYTES = 64 * 1024;

/**
 * The lines that are added to a file from byte `from` on, in batches of at most 64 KiB, until the signal is
 * aborted. A file that is not there yet is waited for; one that was truncated or replaced (a rotated log) is read
 * from its start.
 */
export async function* followFile(
  path: string,
  from: number,
  signal: AbortSignal,
): AsyncGenerator<string[], void, void> {
  const bell = new FileBell(path, signal);
  let reader = new LineReader();
  let position = from;
  let inode: number | undefined;
  try {
    while (!signal.aborted) {
      const rung = bell.next();
      const found = await stat(path).catch(() => undefined);
      if (found && ((inode !== undefined && found.ino !== inode) || found.size < position)) {
        position = 0;
        reader = new LineReader();
      }
      inode = found?.ino ?? inode;
      if (!found || found.size <= position) {
        await rung;
        continue;
      }
      const bytes = await readAt(path, position);
      position += bytes.length;
      const lines = reader.push(bytes);
      if (lines.length > 0) yield lines;
    }
  } finally {
    bell.close();
  }
}

async function readAt(path: string, position: number): Promise<Uint8Array> {
  const handle = await open(path, 'r').catch(() => undefined);
  if (!handle) return new Uint8Array();
  try {
    const buffer = Buffer.alloc(READ_BYTES);
    const { bytesRead } = await handle.read(buffer, 0, READ_BYTES, position);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/** Rings when the file may have changed, when a second went by, and when the signal is aborted. */
class FileBell {
  readonly #signal: AbortSignal;
  #watcher: FSWatcher | undefined;
  #ring: () => void = () => {};
  #timer: NodeJS.Timeout | undefined;

  constructor(path: string, signal: AbortSignal) {
    this.#signal = signal;
    const name = basename(path);
    try {
      // The folder, since a watched file that is replaced by another one is silent for ever.
      this.#watcher = watch(dirname(path), (_event, changed) => {
        if (changed === null || changed === name) this.#ring();
      });
      this.#watcher.on('error', () => this.#watcher?.close());
    } catch {
      // No events here (the folder is missing, the limit of watches is reached): the timer is enough.
    }
    signal.addEventListener('abort', this.#onAbort);
  }

  readonly #onAbort = () => this.#ring();

  /** Asked for before the file is looked at, so that no change falls between the look and the wait. */
  next(): Promise<void> {
    clearTimeout(this.#timer);
    return new Promise((resolve) => {
      if (this.#signal.aborted) {
        resolve();
        return;
      }
      this.#ring = resolve;
      this.#timer = setTimeout(resolve, LOOK_EVERY_MS);
    });
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#watcher?.close();
    this.#signal.removeEventListener('abort', this.#onAbort);
    this.#ring();
  }
}
