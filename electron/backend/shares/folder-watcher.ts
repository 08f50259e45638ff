import { type FSWatcher, watch } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { isWithin, outermostFolders } from '../../../shared/model/shared-folders.ts';
import type { Logger } from '../log/logger.ts';

/** Changes are gathered this long: an editor writes a file in several steps. Milliseconds. */
const GATHER_MS = 50;
/** Of all roots together: each is one of the system's inotify watches. Those near the roots come first. */
const FOLDERS_WATCHED = 8192;
/** More than this at once is an installation or a checkout: its folders are named instead of its files. */
const FILES_TOLD = 500;
const FOLDERS_TOLD = 100;
const STAMPS_KEPT = 20_000;
/** Written by programs in great numbers, and watched by none. */
const PASSED_OVER = new Set(['.git', '.hg', '.svn', 'node_modules']);

export interface FolderWatcherOptions {
  /** What changed; a folder where something in it is gone, or too much changed at once. */
  onChange: (paths: string[]) => void;
  log: Logger;
  /** Never looked into. */
  except: readonly string[];
  limit?: number;
}

/**
 * Tells what changes below some folders of this computer. One inotify watch for each folder: what Node has for whole
 * trees takes one for each file on Linux.
 */
export class FolderWatcher {
  readonly #options: FolderWatcherOptions;
  readonly #watchers = new Map<string, FSWatcher>();
  readonly #gathered = new Set<string>();
  /** What a file looked like when it was told of: the guest's answer to that changes nothing of it. */
  readonly #stamps = new Map<string, string>();
  #roots: string[] = [];
  #timer: NodeJS.Timeout | undefined;
  #told: Promise<unknown> = Promise.resolve();
  #isFull = false;
  #closed = false;

  constructor(options: FolderWatcherOptions) {
    this.#options = options;
  }

  get folderCount(): number {
    return this.#watchers.size;
  }

  /** Whether there are folders that it would watch and cannot: what changes in them is not told. */
  get isShort(): boolean {
    return this.#isFull;
  }

  /** Watches below these from now on, and nothing else. Resolves when all that is there now is watched. */
  async watch(roots: readonly string[]): Promise<void> {
    const next = outermostFolders(roots);
    const fresh = next.filter((root) => !this.#roots.includes(root));
    this.#roots = next;
    const before = this.#watchers.size;
    for (const folder of [...this.#watchers.keys()]) {
      if (!next.some((root) => isWithin(folder, root))) this.#forget(folder);
    }
    if (next.length === 0) this.#stamps.clear();
    // There is room for what was left out, as far as anything went.
    const again = this.#isFull && this.#watchers.size < before;
    if (again) this.#isFull = false;
    await this.#enter(again ? next : fresh);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  /** Resolves when what was gathered so far is told. */
  async settled(): Promise<void> {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#told = this.#told.then(() => this.#tell());
    await this.#told;
  }

  /** Watches these and all folders below them, those near them first. Tells of the files in there through `found`. */
  async #enter(folders: readonly string[], found?: (path: string) => void): Promise<void> {
    for (let level = [...folders]; level.length > 0; ) {
      const below: string[] = [];
      for (const folder of level) {
        if (!this.#add(folder)) continue;
        const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
        for (const entry of entries) {
          const path = join(folder, entry.name);
          if (!entry.isDirectory()) found?.(path);
          else if (!this.#isPassedOver(path, entry.name)) below.push(path);
        }
      }
      level = below;
    }
  }

  #isPassedOver(path: string, name: string): boolean {
    return PASSED_OVER.has(name) || this.#options.except.includes(path);
  }

  /** False where it is not watched now. */
  #add(folder: string): boolean {
    if (this.#closed || !this.#roots.some((root) => isWithin(folder, root))) return false;
    if (this.#watchers.has(folder)) return true;
    if (this.#watchers.size >= (this.#options.limit ?? FOLDERS_WATCHED))
      return this.#full('there are too many');
    try {
      const watcher = watch(folder, { persistent: false }, (_type, name) => {
        this.#gather(name === null ? folder : join(folder, name));
      });
      watcher.on('error', () => this.#forget(folder));
      this.#watchers.set(folder, watcher);
      return true;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      // Gone again, or not for us. Others: the system's own limit of watches.
      return code === 'ENOENT' || code === 'EACCES' ? false : this.#full(String(code));
    }
  }

  #full(reason: string): false {
    if (!this.#isFull) {
      this.#isFull = true;
      this.#options.log.warn('Containers do not hear of all changes in their mounted folders.', {
        reason,
        watched: this.#watchers.size,
      });
    }
    return false;
  }

  #forget(folder: string): void {
    this.#watchers.get(folder)?.close();
    this.#watchers.delete(folder);
  }

  #gather(path: string): void {
    this.#gathered.add(path);
    this.#timer ??= setTimeout(() => void this.settled(), GATHER_MS).unref();
  }

  async #tell(): Promise<void> {
    const paths = [...this.#gathered];
    this.#gathered.clear();
    if (this.#closed || paths.length === 0) return;
    const changed = new Set<string>();
    const look = async (path: string): Promise<void> => {
      const change = await this.#look(path);
      if (change !== undefined) changed.add(change);
    };
    if (paths.length > FILES_TOLD) {
      const folders = [...new Set(paths.map((path) => dirname(path)))];
      this.#stamps.clear();
      for (const path of paths.filter((each) => this.#watchers.has(each))) await look(path);
      for (const folder of folders.slice(0, FOLDERS_TOLD)) await look(folder);
    } else {
      for (const path of paths) await look(path);
    }
    if (changed.size > 0 && !this.#closed) this.#options.onChange([...changed]);
  }

  /** The path that has to be told of instead of this one; undefined where it is as it was when that was told last. */
  async #look(path: string): Promise<string | undefined> {
    const entry = await lstat(path, { bigint: true }).catch(() => undefined);
    if (!entry) this.#leave(path);
    else if (entry.isDirectory() && !this.#watchers.has(path)) await this.#arrive(path);
    // Setting the times of a link would reach what it leads to.
    if (!entry || entry.isSymbolicLink()) {
      const folder = dirname(path);
      return this.#roots.some((root) => isWithin(folder, root)) ? this.#look(folder) : undefined;
    }
    const { ino, size, mtimeNs, mode } = entry;
    const stamp = `${ino} ${size} ${mtimeNs} ${mode}`;
    if (this.#stamps.get(path) === stamp) return undefined;
    if (this.#stamps.size >= STAMPS_KEPT) this.#stamps.clear();
    this.#stamps.set(path, stamp);
    return path;
  }

  #leave(path: string): void {
    this.#stamps.delete(path);
    for (const folder of [...this.#watchers.keys()]) if (isWithin(folder, path)) this.#forget(folder);
  }

  /** A folder that is new here: what was put into it meanwhile is new as well. */
  async #arrive(folder: string): Promise<void> {
    const name = folder.slice(folder.lastIndexOf('/') + 1);
    if (this.#isPassedOver(folder, name)) return;
    await this.#enter([folder], (path) => this.#gather(path));
  }
}
