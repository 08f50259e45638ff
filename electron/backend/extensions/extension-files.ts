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

  /** Copies of catalogues, and the pictures that they name. */
  get catalogues(): string {
    return join(this.root, '.catalogues');
  }

  get pictures(): string {
    return join(this.root, '.pictures');
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

  /** Its compose file, rendered. */
  get compose(): string {
    return join(this.path, 'backend.json');
  }

  /** What its backend was brought up from last: made of that. */
  get composeUp(): string {
    return join(this.path, 'backend-up.json');
  }

  /** Its programs for this computer, by their base names. */
  get host(): string {
    return join(this.path, 'host');
  }

  icon(name: string): string {
    return join(this.path, name);
  }
}

/** A folder in which an extension is put together or taken apart: see work-folder.ts. */
export class WorkPaths {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** What is to be undone where it was interrupted. */
  get journal(): string {
    return join(this.path, 'journal.json');
  }

  /** What takes the place of what is installed. */
  get next(): ExtensionFolder {
    return new ExtensionFolder(join(this.path, 'next'));
  }

  /** What was installed, and is to come back. */
  get before(): ExtensionFolder {
    return new ExtensionFolder(join(this.path, 'before'));
  }
}
