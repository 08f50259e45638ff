import { join } from 'node:path';

/** Every path of the extensions of an installation. */
export class ExtensionFiles {
  readonly root: string;

  /** @param root the folder that has a folder for each of them */
  constructor(root: string) {
    this.root = root;
  }

  /** What is being made or removed: never taken for an extension. */
  get work(): string {
    return join(this.root, '.work');
  }

  of(id: string): ExtensionFolder {
    return new ExtensionFolder(join(this.root, id));
  }
}

/** One extension's files, where it is installed or while it is put together. */
export class ExtensionFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** What is kept of it. A folder without it is no extension. */
  get record(): string {
    return join(this.path, 'extension.json');
  }

  /** What it had run. */
  get log(): string {
    return join(this.path, 'runs.jsonl');
  }

  /** Its page's files. */
  get ui(): string {
    return join(this.path, 'ui');
  }

  /** The folder of its compose file. */
  get vm(): string {
    return join(this.path, 'vm');
  }

  /** What its backend is brought up from: made of its compose file. */
  get compose(): string {
    return join(this.path, 'backend.json');
  }

  /** Its programs for this computer, by their base names. */
  get host(): string {
    return join(this.path, 'host');
  }

  icon(name: string): string {
    return join(this.path, name);
  }
}
