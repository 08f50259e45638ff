import { type FSWatcher, readdirSync, watch } from 'node:fs';
import { dirname, join } from 'node:path';
import { contextsFolder } from './docker-contexts.ts';

/** docker writes several files for one context. In milliseconds. */
const GATHER_MS = 150;

/**
 * Watches the folders that docker keeps its contexts in, also before they are there. Calls after each change, once for
 * those that come together. Returns what ends it.
 */
export function watchContexts(env: NodeJS.ProcessEnv, onChange: () => void): () => void {
  const root = contextsFolder(env);
  const watchers = new Map<string, FSWatcher>();
  let timer: NodeJS.Timeout | undefined;
  let ended = false;

  const changed = () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      follow();
      onChange();
    }, GATHER_MS);
  };
  const follow = () => {
    if (ended) return;
    const wanted = foldersOf(root);
    for (const [folder, watcher] of watchers) {
      if (wanted.has(folder)) continue;
      watcher.close();
      watchers.delete(folder);
    }
    for (const [folder, only] of wanted) {
      if (watchers.has(folder)) continue;
      try {
        const watcher = watch(folder, { persistent: false }, (_event, name) => {
          if (only === undefined || name === null || name === only) changed();
        });
        watcher.on('error', () => {
          watcher.close();
          watchers.delete(folder);
          changed();
        });
        watchers.set(folder, watcher);
      } catch {
        // It is gone meanwhile, and the folder above tells of that.
      }
    }
  };
  follow();
  return () => {
    ended = true;
    clearTimeout(timer);
    for (const watcher of watchers.values()) watcher.close();
    watchers.clear();
  };
}

/** Each folder to watch that is there, and the one name in it that counts where not all do. */
function foldersOf(root: string): Map<string, string | undefined> {
  const config = dirname(root);
  const folders = new Map<string, string | undefined>();
  const add = (folder: string, only?: string) => {
    const entries = entriesOf(folder);
    if (entries) folders.set(folder, only);
    return entries ?? [];
  };
  add(dirname(config), config.slice(dirname(config).length + 1));
  add(config, 'contexts');
  add(root);
  for (const each of add(join(root, 'meta'))) add(join(root, 'meta', each));
  for (const each of add(join(root, 'tls'))) {
    add(join(root, 'tls', each));
    add(join(root, 'tls', each, 'docker'));
  }
  return folders;
}

function entriesOf(folder: string): string[] | undefined {
  try {
    return readdirSync(folder);
  } catch {
    return undefined;
  }
}
