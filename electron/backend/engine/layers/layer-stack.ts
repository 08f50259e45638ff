import { KIND, type LayerEntries } from './layer-entries.ts';
import { type PathTree, ROOT } from './path-tree.ts';

/** What a layer did to a path. */
export const CHANGE = { none: 0, added: 1, changed: 2, removed: 3 } as const;

/** Told of a path that a layer changed, with what was there before. */
export type OnChange = (node: number, change: number, before: { kind: number; size: number }) => void;

/** The files as a container sees them, layer upon layer. */
export class LayerStack {
  readonly tree: PathTree;
  readonly kinds: Uint8Array;
  readonly sizes: Float64Array;
  readonly modes: Uint16Array;
  /** Which of the layers so far has what is there now. */
  readonly links = new Map<number, string>();

  constructor(tree: PathTree) {
    this.tree = tree;
    this.kinds = new Uint8Array(tree.size);
    this.sizes = new Float64Array(tree.size);
    this.modes = new Uint16Array(tree.size);
    this.kinds[ROOT] = KIND.folder;
  }

  /** Puts a layer on top. A file that it removes and has itself is told as changed, once. */
  apply(layer: LayerEntries, onChange: OnChange): void {
    // Removals concern the layers below alone: they come first.
    const gone = new Map<number, { kind: number; size: number }>();
    const remove = (node: number) => this.#remove(node, gone);
    for (const folder of layer.emptied) for (const child of this.tree.childrenOf(folder)) remove(child);
    for (const node of layer.removed) remove(node);
    for (let index = 0; index < layer.nodes.length; index++) {
      const node = layer.nodes[index] ?? ROOT;
      const kind = layer.kinds[index] ?? KIND.none;
      this.#addFolders(this.tree.parentOf(node), gone, onChange);
      if (kind !== KIND.folder && this.kinds[node] === KIND.folder) remove(node);
      const before = gone.get(node) ?? { kind: this.kinds[node] ?? KIND.none, size: this.sizes[node] ?? 0 };
      gone.delete(node);
      this.kinds[node] = kind;
      this.sizes[node] = layer.sizes[index] ?? 0;
      this.modes[node] = layer.modes[index] ?? 0;
      const link = layer.links.get(node);
      if (link === undefined) this.links.delete(node);
      else this.links.set(node, link);
      // A folder is listed whenever something in it changes: that says nothing about itself.
      if (kind === KIND.folder && before.kind === KIND.folder) continue;
      onChange(node, before.kind === KIND.none ? CHANGE.added : CHANGE.changed, before);
    }
    for (const [node, before] of gone) onChange(node, CHANGE.removed, before);
  }

  /** Tars may leave out the folders that files are in. */
  #addFolders(folder: number, gone: Map<number, { kind: number; size: number }>, onChange: OnChange): void {
    for (let node = folder; this.kinds[node] !== KIND.folder; node = this.tree.parentOf(node)) {
      const before = gone.get(node) ?? { kind: this.kinds[node] ?? KIND.none, size: this.sizes[node] ?? 0 };
      gone.delete(node);
      this.kinds[node] = KIND.folder;
      this.sizes[node] = 0;
      this.modes[node] = 0o755;
      if (before.kind !== KIND.folder) {
        onChange(node, before.kind === KIND.none ? CHANGE.added : CHANGE.changed, before);
      }
    }
  }

  /** With all that is in it. Deep trees are no recursion. */
  #remove(node: number, gone: Map<number, { kind: number; size: number }>): void {
    const left = [node];
    for (let at = left.pop(); at !== undefined; at = left.pop()) {
      const kind = this.kinds[at] ?? KIND.none;
      if (kind === KIND.none) continue;
      gone.set(at, { kind, size: this.sizes[at] ?? 0 });
      this.kinds[at] = KIND.none;
      left.push(...this.tree.childrenOf(at));
    }
  }
}
