import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PierHandlers } from '../../../shared/contract/index.ts';
import type { SharesState } from '../../../shared/contract/shares.ts';
import { type ErrorData, toAppError } from '../../../shared/errors.ts';
import { isShared } from '../../../shared/model/shared-folders.ts';
import type { GuestShares } from '../../../vm/drivers/driver.ts';
import { Emitter } from '../../../vm/emitter.ts';
import type { Engine } from '../engine/engine.ts';
import type { Logger } from '../log/logger.ts';
import type { SettingsBook } from '../settings/settings-book.ts';
import type { Supervisor } from '../vm/supervisor.ts';
import { watchState } from '../watch-state.ts';
import { FolderWatcher } from './folder-watcher.ts';
import { mountedFolders } from './mounted-folders.ts';

/** More than this at once is a checkout or an installation: folders are told of instead of files. */
const TOLD_AT_ONCE = 50;

export interface SharedFoldersOptions {
  supervisor: Pick<Supervisor, 'shares' | 'status' | 'onChange'>;
  engine: Engine;
  settings: Pick<SettingsBook, 'current' | 'onChange'>;
  /** PIER_HOME. */
  home: string;
  /** Where the data disk is now. */
  dataDisk: () => string;
  log: Logger;
}

/**
 * Keeps the machine's shared folders as the settings have them, and lets containers know what changes in those that they
 * have mounted: virtiofs carries no inotify.
 */
export class SharedFolders {
  readonly #options: SharedFoldersOptions;
  readonly #changes = new Emitter<void>();
  readonly #watcher: FolderWatcher;
  readonly #end = new AbortController();
  readonly #ends: (() => void)[];
  /** What changed and was not announced so far. */
  readonly #changed = new Set<string>();
  #announcing = false;
  #mounted: readonly string[] = [];
  #problem: ErrorData | undefined;
  #applying: Promise<void> | undefined;
  #again = false;

  constructor(options: SharedFoldersOptions) {
    this.#options = options;
    const { supervisor, settings, home, dataDisk, log } = options;
    this.#watcher = new FolderWatcher({
      log,
      // What containers do not see; the machine writes to its disk all the time.
      get except() {
        return [home, dirname(dataDisk())];
      },
      onChange: (changed) => this.#announce(changed),
    });
    const apply = () => void this.apply();
    this.#ends = [supervisor.onChange(apply), settings.onChange(apply)];
    apply();
    void this.#followMounts();
  }

  /** Makes the machine that runs share what the settings name. Resolves when that is done or failed; never rejects. */
  apply(): Promise<void> {
    this.#again = true;
    this.#applying ??= (async () => {
      while (this.#again && !this.#end.signal.aborted) {
        this.#again = false;
        await this.#applyOnce();
      }
    })().finally(() => {
      this.#applying = undefined;
    });
    return this.#applying;
  }

  /** How many folders of this computer are watched for containers. */
  get watchedFolders(): number {
    return this.#watcher.folderCount;
  }

  async state(): Promise<SharesState> {
    const { supervisor, settings } = this.#options;
    const running = this.#running();
    const present = running?.folders;
    const folders = settings.current.sharedFolders.map(async (path) => {
      const isThere = await stat(path).then(
        (entry) => entry.isDirectory(),
        () => false,
      );
      const state = !isThere ? 'absent' : present && isShared(path, present) ? 'shared' : 'waiting';
      return { path, state } as const;
    });
    return {
      hasMachine: supervisor.status().info.hasMachine,
      folders: await Promise.all(folders),
      fixed: running?.fixed ?? false,
      ...(this.#problem && { problem: this.#problem }),
      ...(this.#watcher.isShort && { watchedFolders: this.#watcher.folderCount }),
      home: homedir(),
    };
  }

  handlers(): PierHandlers['shares'] {
    const { supervisor } = this.#options;
    return {
      watch: (_input, { signal }) =>
        watchState({
          signal,
          onChange: (listener) => {
            const ends = [this.#changes.on(listener), supervisor.onChange(listener)];
            return () => {
              for (const end of ends) end();
            };
          },
          read: () => this.state(),
        }),
    };
  }

  dispose(): void {
    this.#end.abort();
    for (const end of this.#ends) end();
    this.#watcher.close();
    this.#changes.clear();
  }

  /** The shares of a machine whose guest answers. */
  #running(): GuestShares | undefined {
    const { supervisor } = this.#options;
    return supervisor.status().state.kind === 'running' ? supervisor.shares : undefined;
  }

  async #applyOnce(): Promise<void> {
    const { settings, log } = this.#options;
    const shares = this.#running();
    let problem: ErrorData | undefined;
    try {
      await shares?.set(settings.current.sharedFolders);
    } catch (thrown) {
      problem = toAppError(thrown).toData();
      if (problem.message !== this.#problem?.message) log.warn(problem.message, { hint: problem.hint });
    }
    this.#problem = problem;
    this.#changes.emit();
    await this.#watchMounted();
  }

  async #followMounts(): Promise<void> {
    for await (const update of mountedFolders(this.#options.engine).watch(this.#end.signal)) {
      this.#mounted = update.kind === 'snapshot' ? update.items : [];
      await this.#watchMounted();
    }
  }

  async #watchMounted(): Promise<void> {
    const folders = this.#running()?.folders ?? [];
    const wasShort = this.#watcher.isShort;
    await this.#watcher.watch(this.#mounted.filter((path) => isShared(path, folders)));
    if (this.#watcher.isShort !== wasShort) this.#changes.emit();
  }

  #announce(paths: readonly string[]): void {
    for (const path of paths) this.#changed.add(path);
    if (!this.#announcing) void this.#announceAll();
  }

  async #announceAll(): Promise<void> {
    this.#announcing = true;
    while (this.#changed.size > 0 && !this.#end.signal.aborted) {
      const began = Date.now();
      const changed = boundChanges(this.#changed);
      this.#changed.clear();
      await this.#running()
        ?.announce(changed)
        .catch((error: unknown) =>
          this.#options.log.debug('Changes could not be announced.', { error: String(error) }),
        );
      // What a container writes comes here as well: this must not take most of the time from it.
      await sleep(2 * (Date.now() - began), undefined, { ref: false });
    }
    this.#announcing = false;
  }
}

/** What is told of many changes. */
export function boundChanges(paths: ReadonlySet<string>): string[] {
  if (paths.size <= TOLD_AT_ONCE) return [...paths];
  return [...new Set([...paths].map((path) => dirname(path)))].slice(0, TOLD_AT_ONCE);
}
