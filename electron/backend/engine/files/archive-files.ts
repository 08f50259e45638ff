import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FileEntry } from '../../../../shared/contract/files.ts';
import { AppError } from '../../../../shared/errors.ts';
import { folderOf, joinPath, nameOf } from '../../../../shared/file-path.ts';
import type { EngineClient } from '../engine-client.ts';
import { EngineHttpError } from '../engine-errors.ts';
import { archiveEntries } from './archive-entries.ts';
import {
  fileExists,
  fileNotFound,
  fileRefused,
  halfWritten,
  incomplete,
  notAFile,
  notAFolder,
} from './file-errors.ts';
import type { FileIndex } from './file-index.ts';
import type { FileSystem, ListPiece, NewContent } from './file-system.ts';
import { LINKS_FOLLOWED, realPath, resolve } from './real-path.ts';
import { sendArchive } from './send-archive.ts';
import type { TarPiece } from './tar-entries.ts';
import { toFileEntry } from './tar-file-entry.ts';
import { paddingOf, TAR_END, type TarEntry, tarHeader } from './tar-format.ts';

/**
 * The files of a container that runs no process that could help: one that is stopped, or whose image has no shell.
 * Everything is made of the engine's archives.
 */
export class ArchiveFiles implements FileSystem {
  readonly hasShell = false;
  readonly #client: EngineClient;
  readonly #id: string;
  readonly #index: FileIndex | undefined;

  /** Without an index, each folder is read from an archive of its own. */
  constructor(options: { client: EngineClient; containerId: string; index?: FileIndex | undefined }) {
    this.#client = options.client;
    this.#id = options.containerId;
    this.#index = options.index;
  }

  async *list(path: string, signal: AbortSignal): AsyncGenerator<ListPiece, void, void> {
    const { entry, path: folder } = await this.#follow(path, signal);
    if (entry.type !== 'folder') throw notAFolder(path);
    if (this.#index?.covers(folder)) yield* this.#index.list(folder, signal);
    else yield* this.#listArchive(folder, signal);
  }

  async stat(path: string, how: { follow?: boolean }, signal?: AbortSignal): Promise<FileEntry> {
    if (how.follow) return { ...(await this.#follow(path, signal)).entry, name: nameOf(path) };
    for await (const { entry } of this.#entriesOf(path, signal))
      return { ...toFileEntry(entry), name: nameOf(path) };
    throw fileNotFound(path);
  }

  async read(path: string, limit: number, signal: AbortSignal): Promise<Readable> {
    const entries = this.#entriesOf((await this.#follow(path, signal)).path, signal);
    const first = await entries.next();
    if (first.done || first.value.entry.type !== 'file') {
      await entries.return();
      throw first.done ? fileNotFound(path) : notAFile(path);
    }
    const { body } = first.value;
    const content = async function* () {
      try {
        let left = limit;
        for await (const chunk of body) {
          yield chunk.subarray(0, left);
          left -= chunk.length;
          if (left <= 0) return;
        }
      } finally {
        await entries.return();
      }
    };
    return Readable.from(content(), { objectMode: false });
  }

  async write(path: string, content: NewContent, signal: AbortSignal): Promise<void> {
    const found = await this.#statOrNothing(path, signal);
    const there = found?.type === 'link' ? await this.#follow(path, signal) : found && { entry: found, path };
    if (!there) {
      const folder = await this.#folder(folderOf(path), signal);
      await this.#put(path, fileOf(path, { ...folder, mode: 0o644 }, content.size), content.body, signal);
      return;
    }
    if (there.entry.type !== 'file') throw notAFile(path);
    // Beside it first: the engine removes what is there before it has read what comes.
    const beside = joinPath(folderOf(there.path), `.${randomBytes(12).toString('hex')}`);
    await this.#put(beside, fileOf(beside, there.entry, content.size), content.body, signal);
    if (signal.aborted) {
      await this.remove(beside).catch(() => {});
      signal.throwIfAborted();
    }
    // From here on it is done to its end, for the old is gone as soon as it begins.
    try {
      await this.#copy(beside, there.path, new AbortController().signal);
    } catch (error) {
      throw halfWritten(path, beside, error);
    }
    await this.remove(beside);
  }

  async makeFolder(path: string): Promise<void> {
    if (await this.#statOrNothing(path)) throw fileExists(path, 'make');
    const { uid, gid } = await this.#folder(folderOf(path));
    const entry: TarEntry = {
      name: nameOf(path),
      type: 'folder',
      mode: 0o755,
      uid,
      gid,
      size: 0,
      modifiedAt: Date.now(),
    };
    await this.#put(path, entry, Readable.from([]));
  }

  /**
   * The engine has no call for this. But before it makes anything of an archive, it removes what has the same name;
   * and a hard link to what is not there it cannot make. What it says is therefore an error in any case: whether the
   * file is gone is looked up. Source: Unpack in moby's archive package, the same since its first versions.
   */
  async remove(path: string): Promise<void> {
    if (!(await this.#statOrNothing(path))) throw fileNotFound(path, 'remove');
    const link: TarEntry = {
      name: nameOf(path),
      type: 'hard link',
      mode: 0,
      uid: 0,
      gid: 0,
      size: 0,
      modifiedAt: 0,
      linkTarget: `.${randomBytes(12).toString('hex')}/nothing`,
    };
    let reason = 'this engine cannot do it while the container does not run. Start it first';
    try {
      await this.#send(folderOf(path), Readable.from([tarHeader(link), TAR_END]));
    } catch (error) {
      if (!(error instanceof EngineHttpError)) throw error;
      if (/read-only/i.test(error.message)) reason = error.message;
    }
    if (await this.#statOrNothing(path)) throw fileRefused(path, 'remove', reason);
    this.#index?.remove(path);
  }

  realPath(path: string): Promise<string> {
    return realPath(path, (each) => this.#statOrNothing(each));
  }

  async empty(path: string): Promise<void> {
    const found: string[] = [];
    for await (const { entries } of this.list(path, new AbortController().signal)) {
      found.push(...entries.map(({ name }) => joinPath(path, name)));
    }
    for (const each of found) await this.remove(each);
  }

  async rename(from: string, to: string, signal: AbortSignal): Promise<void> {
    if (await this.#statOrNothing(to, signal)) throw fileExists(to, 'rename');
    await this.#folder(folderOf(to), signal);
    await this.#copy(from, to, signal);
    await this.remove(from);
  }

  async archive(path: string, signal: AbortSignal): Promise<Readable> {
    const { path: folder } = await this.#follow(path, signal);
    return Readable.from(
      this.#tarOf(folder, nameOf(path) || 'root', () => {}, signal),
      { objectMode: false },
    );
  }

  async *#listArchive(folder: string, signal: AbortSignal): AsyncGenerator<ListPiece, void, void> {
    let readBytes = 0;
    let toldAt = Date.now();
    let found: FileEntry[] = [];
    for await (const { entry } of this.#entriesOf(folder, signal)) {
      signal.throwIfAborted();
      readBytes += entry.size;
      const [, name, ...rest] = entry.name.split('/');
      if (name && rest.length === 0) found.push({ ...toFileEntry(entry), name });
      if (Date.now() - toldAt < 200) continue;
      yield { entries: found, readBytes };
      found = [];
      toldAt = Date.now();
    }
    yield { entries: found, readBytes };
  }

  #entriesOf(path: string, signal?: AbortSignal): AsyncGenerator<TarPiece, void, void> {
    return archiveEntries(this.#client, this.#id, path, signal);
  }

  /** A tar of what is at a path, under another name. */
  async *#tarOf(
    path: string,
    name: string,
    onEntry: (entry: TarEntry) => void,
    signal: AbortSignal,
  ): AsyncGenerator<Uint8Array, void, void> {
    const renamed = (text: string) => [name, ...text.split('/').slice(1)].join('/');
    for await (const { entry, body } of this.#entriesOf(path, signal)) {
      const as = { ...entry, name: renamed(entry.name) };
      if (entry.type === 'hard link') as.linkTarget = renamed(entry.linkTarget ?? '');
      onEntry(as);
      yield tarHeader(as);
      yield* body;
      yield Buffer.alloc(paddingOf(entry.size));
    }
    yield TAR_END;
  }

  /** Where a path leads at last. @throws AppError `file_not_found` */
  async #follow(path: string, signal?: AbortSignal): Promise<{ entry: FileEntry; path: string }> {
    let at = path;
    for (let i = 0; i < LINKS_FOLLOWED; i++) {
      const entry = await this.stat(at, {}, signal);
      if (entry.type !== 'link') return { entry, path: at };
      at = resolve(folderOf(at), entry.linkTarget ?? '');
    }
    throw fileRefused(path, 'open', 'Too many links that lead to links');
  }

  async #folder(path: string, signal?: AbortSignal): Promise<FileEntry> {
    const { entry } = await this.#follow(path, signal);
    if (entry.type !== 'folder') throw notAFolder(path);
    return entry;
  }

  async #statOrNothing(path: string, signal?: AbortSignal): Promise<FileEntry | undefined> {
    try {
      return await this.stat(path, {}, signal);
    } catch (error) {
      const missing =
        (error instanceof EngineHttpError &&
          error.status === 404 &&
          !/no such container/i.test(error.message)) ||
        (error instanceof AppError && error.code === 'file_not_found');
      if (missing) return undefined;
      throw error;
    }
  }

  /** With all that is in it, links as links. */
  async #copy(from: string, to: string, signal: AbortSignal): Promise<void> {
    const copied: TarEntry[] = [];
    const tar = this.#tarOf(from, nameOf(to), (entry) => copied.push(entry), signal);
    await this.#send(folderOf(to), Readable.from(tar, { objectMode: false }), signal);
    for (const entry of copied) this.#index?.put(joinPath(folderOf(to), entry.name), toFileEntry(entry));
  }

  async #put(path: string, entry: TarEntry, body: Readable, signal?: AbortSignal): Promise<void> {
    let received = 0;
    const tar = async function* () {
      yield tarHeader(entry);
      for await (const chunk of body as AsyncIterable<Buffer>) {
        received += chunk.length;
        yield chunk;
      }
      if (received !== entry.size) throw incomplete(path);
      yield Buffer.alloc(paddingOf(entry.size));
      yield TAR_END;
    };
    try {
      await this.#send(folderOf(path), Readable.from(tar(), { objectMode: false }), signal);
    } catch (error) {
      // A part must not be taken for the whole.
      if (entry.type === 'file' && received < entry.size) await this.remove(path).catch(() => {});
      throw error;
    }
    this.#index?.put(path, { ...toFileEntry(entry), name: nameOf(path) });
  }

  #send(folder: string, stream: Readable, signal?: AbortSignal): Promise<void> {
    return sendArchive(this.#client, this.#id, folder, stream, signal);
  }
}

function fileOf(path: string, like: Pick<FileEntry, 'mode' | 'uid' | 'gid'>, size: number): TarEntry {
  const { mode, uid, gid } = like;
  return { name: nameOf(path), type: 'file', mode, uid, gid, size, modifiedAt: Date.now() };
}
