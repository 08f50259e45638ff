import type { FileChange, LayerFile } from '../../../../shared/contract/image-layers.ts';
import { KIND, type LayerEntries } from './layer-entries.ts';
import { CHANGE, LayerStack } from './layer-stack.ts';
import { type PathTree, ROOT } from './path-tree.ts';

const KIND_NAMES: Record<number, LayerFile['kind']> = {
  [KIND.file]: 'file',
  [KIND.folder]: 'folder',
  [KIND.link]: 'link',
};
const CHANGE_NAMES: Record<number, FileChange> = {
  [CHANGE.added]: 'added',
  [CHANGE.changed]: 'changed',
  [CHANGE.removed]: 'removed',
};

export interface FilesQuery {
  path: string;
  kept: boolean;
  sort: 'name' | 'size';
  offset: number;
  limit: number;
}

/** The files as one layer shows them: what it changed, and what it left as it was. */
export class LayerView {
  readonly #stack: LayerStack;
  readonly #changes: Uint8Array;
  /** What a removed path was. */
  readonly #kindsBefore: Uint8Array;
  /** Of all in it that the layer added, changed or removed, in bytes and in number. */
  readonly #changedBytes: Float64Array;
  readonly #changedCount: Uint32Array;
  readonly #allBytes: Float64Array;

  /** @param layers from the base on, up to the one that is shown */
  constructor(tree: PathTree, layers: readonly LayerEntries[]) {
    const stack = new LayerStack(tree);
    this.#stack = stack;
    this.#changes = new Uint8Array(tree.size);
    this.#kindsBefore = new Uint8Array(tree.size);
    this.#changedBytes = new Float64Array(tree.size);
    this.#changedCount = new Uint32Array(tree.size);
    this.#allBytes = new Float64Array(tree.size);
    for (const layer of layers.slice(0, -1)) stack.apply(layer, () => {});
    const last = layers.at(-1);
    if (last) {
      stack.apply(last, (node, change, before) => {
        this.#changes[node] = change;
        this.#kindsBefore[node] = before.kind;
        const isRemoved = change === CHANGE.removed;
        const bytes = isRemoved ? before.size : (stack.sizes[node] ?? 0);
        this.#changedBytes[node] = before.kind === KIND.folder && isRemoved ? 0 : bytes;
        this.#changedCount[node] = 1;
      });
    }
    this.#addUp(tree);
  }

  files(query: FilesQuery): { files: LayerFile[]; total: number } | undefined {
    const { tree } = this.#stack;
    const folder = tree.find(query.path);
    if (folder === undefined) return undefined;
    const shown = [...tree.childrenOf(folder)].filter((node) =>
      query.kept
        ? this.#stack.kinds[node] !== KIND.none || this.#changes[node] === CHANGE.removed
        : (this.#changedCount[node] ?? 0) > 0,
    );
    const bytesOf = (node: number) =>
      (query.kept && this.#changes[node] !== CHANGE.removed
        ? this.#allBytes[node]
        : this.#changedBytes[node]) ?? 0;
    const byName = (a: number, b: number) => (tree.nameOf(a) < tree.nameOf(b) ? -1 : 1);
    const folderFirst = (node: number) => (this.#kindOf(node) === KIND.folder ? 0 : 1);
    shown.sort((a, b) =>
      query.sort === 'size'
        ? bytesOf(b) - bytesOf(a) || byName(a, b)
        : folderFirst(a) - folderFirst(b) || byName(a, b),
    );
    const files = shown
      .slice(query.offset, query.offset + query.limit)
      .map((node) => this.#fileOf(node, bytesOf(node)));
    return { files, total: shown.length };
  }

  #fileOf(node: number, sizeBytes: number): LayerFile {
    const { tree, modes, links } = this.#stack;
    const linkTarget = links.get(node);
    return {
      name: tree.nameOf(node),
      kind: KIND_NAMES[this.#kindOf(node)] ?? 'other',
      change:
        CHANGE_NAMES[this.#changes[node] ?? CHANGE.none] ??
        ((this.#changedCount[node] ?? 0) > 0 ? 'changed' : 'kept'),
      sizeBytes,
      mode: modeText(modes[node] ?? 0),
      ...(linkTarget === undefined ? {} : { linkTarget }),
    };
  }

  #kindOf(node: number): number {
    const kinds = this.#changes[node] === CHANGE.removed ? this.#kindsBefore : this.#stack.kinds;
    return kinds[node] ?? KIND.none;
  }

  /** Children have higher numbers than their folder: one pass from the end is enough. */
  #addUp(tree: PathTree): void {
    for (let node = tree.size - 1; node > ROOT; node--) {
      const parent = tree.parentOf(node);
      if (this.#stack.kinds[node] !== KIND.none) add(this.#allBytes, node, this.#stack.sizes[node]);
      add(this.#allBytes, parent, this.#allBytes[node]);
      add(this.#changedBytes, parent, this.#changedBytes[node]);
      add(this.#changedCount, parent, this.#changedCount[node]);
    }
  }
}

function add(sums: Float64Array | Uint32Array, index: number, value = 0): void {
  sums[index] = (sums[index] ?? 0) + value;
}

/** "rwxr-xr-x", with the set-id and sticky bits as ls shows them. */
export function modeText(mode: number): string {
  const text = [...'rwxrwxrwx'].map((letter, bit) => (mode & (0o400 >> bit) ? letter : '-'));
  const special: [number, number, string][] = [
    [0o4000, 2, 's'],
    [0o2000, 5, 's'],
    [0o1000, 8, 't'],
  ];
  for (const [bit, place, letter] of special) {
    if (mode & bit) text[place] = text[place] === '-' ? letter.toUpperCase() : letter;
  }
  return text.join('');
}
