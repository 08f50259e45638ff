import { type FSWatcher, readFileSync, realpathSync, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { Resolver } from '../../../../vm/drivers/driver.ts';
import { Emitter } from '../../../../vm/emitter.ts';
import { parseResolvConf } from './resolv-conf.ts';

/** A file is written in several steps. */
const SETTLE_MS = 200;

/**
 * How this computer looks names up, now and after each change. The system tells of changes: nothing is asked again and
 * again. The folders are watched, since the file is replaced as a whole and is often a link.
 */
export class HostResolver {
  readonly #path: string;
  readonly #changes = new Emitter<Resolver>();
  #watchers: FSWatcher[] = [];
  #settling: NodeJS.Timeout | undefined;
  #current: Resolver;

  constructor(path = '/etc/resolv.conf') {
    this.#path = path;
    this.#current = this.#read();
    this.#watch();
  }

  get current(): Resolver {
    return this.#current;
  }

  onChange(listener: (resolver: Resolver) => void): () => void {
    return this.#changes.on(listener);
  }

  /** Looks now: after a sleep, for one. */
  check(): void {
    const next = this.#read();
    if (isDeepStrictEqual(next, this.#current)) return;
    this.#current = next;
    this.#changes.emit(next);
  }

  dispose(): void {
    clearTimeout(this.#settling);
    this.#unwatch();
    this.#changes.clear();
  }

  #read(): Resolver {
    try {
      return parseResolvConf(readFileSync(this.#path, 'utf8'));
    } catch {
      // Without the file, names are asked of this computer alone: resolv.conf(5).
      return parseResolvConf('');
    }
  }

  #watch(): void {
    this.#unwatch();
    for (const file of new Set([this.#path, realPathOf(this.#path)])) {
      try {
        const watcher = watch(dirname(file), { persistent: false }, (_event, name) => {
          if (name === null || name === basename(file)) this.#touched();
        });
        // A folder that goes away: what is there instead is looked at after the next sleep.
        watcher.on('error', () => watcher.close());
        this.#watchers.push(watcher);
      } catch {
        // Not watched where the system has no more watches; read at each start of the machine all the same.
      }
    }
  }

  #unwatch(): void {
    for (const watcher of this.#watchers) watcher.close();
    this.#watchers = [];
  }

  #touched(): void {
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => {
      // A link may lead elsewhere by now.
      this.#watch();
      this.check();
    }, SETTLE_MS);
  }
}

function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
