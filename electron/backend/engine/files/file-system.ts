import type { Readable } from 'node:stream';
import type { FileEntry } from '../../../../shared/contract/files.ts';

/** What a folder holds, piece by piece. */
export interface ListPiece {
  entries: FileEntry[];
  /** How much was read to find them, where that takes long. */
  readBytes?: number;
}

export interface NewContent {
  /** Of `body`, in bytes. */
  size: number;
  body: Readable;
}

/**
 * The files of one container or volume. Paths are absolute byte strings without "/" at their end (but for "/" itself).
 * All throw AppError: `file_not_found`, `file_exists`, `file_refused` and what the engine has to say.
 */
export interface FileSystem {
  /** False where no process can help: some things then take longer. */
  readonly hasShell: boolean;
  /** Follows links to folders. */
  list(path: string, signal: AbortSignal): AsyncGenerator<ListPiece, void, void>;
  /** Of a link: the link itself, or what it leads to. */
  stat(path: string, how: { follow?: boolean }, signal: AbortSignal): Promise<FileEntry>;
  /** A regular file's content, from its start, `limit` bytes at most. Follows links. */
  read(path: string, limit: number, signal: AbortSignal): Promise<Readable>;
  /**
   * Replaces a file's content and keeps its mode and owner, or makes a file with the owner of its folder. Follows
   * links. What was there is kept until all of the new is there.
   */
  write(path: string, content: NewContent, signal: AbortSignal): Promise<void>;
  makeFolder(path: string): Promise<void>;
  /** Where a path leads to. Absent where remove() and rename() look for themselves whether they meet a mount. */
  realPath?(path: string): Promise<string>;
  /** With all that is in it. Links are removed, not what they lead to. */
  remove(path: string): Promise<void>;
  /** Removes what is in a folder, and keeps the folder. */
  empty(path: string): Promise<void>;
  /** @throws AppError `file_exists` where something is at `to`. */
  rename(from: string, to: string, signal: AbortSignal): Promise<void>;
  /** A folder or file as a tar, whose names begin with the last part of the path. */
  archive(path: string, signal: AbortSignal): Promise<Readable>;
}
