import { EXTENSION_LABEL, extensionProject, isOfExtension } from '../../../shared/model/extension-labels.ts';
import { Emitter } from '../../../vm/emitter.ts';
import { LABEL } from '../compose/compose-labels.ts';
import type { ExtensionStore } from './extension-store.ts';

type Labels = Readonly<Record<string, string>> | null | undefined;

/**
 * What of an engine belongs to extensions that are installed, by its labels. Their labels alone say nothing: containers
 * come back with a snapshot, or with the data of another installation, and then are a person's to see and to remove.
 */
export class ExtensionObjects {
  readonly #changes = new Emitter<void>();
  #store: ExtensionStore | undefined;
  #known = '';

  /** Called once, when it is known what is installed; before, all that is labelled counts. */
  follow(store: ExtensionStore): void {
    this.#store = store;
    const look = () => {
      const known = JSON.stringify([...this.#projects(store), ...store.all().map(({ title }) => title)]);
      if (known === this.#known) return;
      this.#known = known;
      this.#changes.emit();
    };
    store.onChange(look);
    look();
  }

  /** Whether it is of the backend of one that is installed, or about to be. */
  isOfBackend(labels: Labels): boolean {
    if (!isOfExtension(labels)) return false;
    return this.#store === undefined || this.#projects(this.#store).has(labels?.[LABEL.project] ?? '');
  }

  /** Whether it is of a backend, or what an extension that is installed made and labelled as its own. */
  isOfInstalled(labels: Labels): boolean {
    if (this.isOfBackend(labels)) return true;
    if (labels?.[EXTENSION_LABEL.isExtension] !== 'true' || !this.#store) return false;
    const project = labels[LABEL.project];
    // A backend that is left over.
    if (project !== undefined && isOfExtension({ [LABEL.project]: project })) return false;
    const name = labels[EXTENSION_LABEL.name];
    return this.#store.all().some(({ title }) => name === undefined || name === title);
  }

  /** Called when these have other answers than before. */
  onChange(listener: () => void): () => void {
    return this.#changes.on(listener);
  }

  #projects(store: ExtensionStore): Set<string> {
    const ids = [...store.all().map(({ id }) => id), ...store.expected];
    return new Set(ids.map(extensionProject));
  }
}
