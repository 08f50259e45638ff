import { folderOf, nameOf } from '../../../../shared/file-path.ts';
import { containerPath } from '../container-actions.ts';
import type { Engine } from '../engine.ts';

/** The engine walks the whole layer for it: whoever clicks through folders does not make it do so again and again. */
const KEPT_MS = 3000;

interface ApiChange {
  Path: string;
  /** 0 modified, 1 added, 2 deleted. */
  Kind: number;
}

export interface FolderChanges {
  added: string[];
  modified: string[];
  deleted: string[];
}

/** What containers changed of their images' files. */
export class ContainerChanges {
  readonly #engine: Engine;
  readonly #kept = new Map<string, Promise<Map<string, FolderChanges>>>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  async ofFolder(id: string, folder: string): Promise<FolderChanges> {
    let changes = this.#kept.get(id);
    if (!changes) {
      changes = this.#fetch(id);
      this.#kept.set(id, changes);
      const forget = () => this.#kept.delete(id);
      changes.then(() => setTimeout(forget, KEPT_MS).unref(), forget);
    }
    return (await changes).get(folder) ?? { added: [], modified: [], deleted: [] };
  }

  /** After a change of our own. */
  forget(id: string): void {
    this.#kept.delete(id);
  }

  async #fetch(id: string): Promise<Map<string, FolderChanges>> {
    const attempt = { verb: 'compare the files of', operand: this.#engine.nameOf(id) };
    const changes = await this.#engine.use(attempt, (client) =>
      client.json<ApiChange[] | null>({ path: containerPath(id, '/changes') }),
    );
    const byFolder = new Map<string, FolderChanges>();
    for (const { Path: path, Kind: kind } of changes ?? []) {
      const folder = folderOf(path);
      let found = byFolder.get(folder);
      if (!found) {
        found = { added: [], modified: [], deleted: [] };
        byFolder.set(folder, found);
      }
      found[kind === 1 ? 'added' : kind === 2 ? 'deleted' : 'modified'].push(nameOf(path));
    }
    return byFolder;
  }
}
