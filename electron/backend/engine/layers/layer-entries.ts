import { type PathTree, ROOT } from './path-tree.ts';
import type { TarHeader } from './tar-headers.ts';

/** What is at a path. */
export const KIND = { none: 0, file: 1, folder: 2, link: 3, other: 4 } as const;

const WHITEOUT = '.wh.';
/** Hides all that the layers below have in a folder. */
const OPAQUE = '.wh..wh..opq';

/** By the letters of the format; "7" is a file as well. */
const KINDS: Record<string, number> = {
  '0': KIND.file,
  '1': KIND.file,
  '2': KIND.link,
  '5': KIND.folder,
  '7': KIND.file,
};

/**
 * What one layer's tar has, without contents. Whiteouts by
 * https://github.com/opencontainers/image-spec/blob/main/layer.md
 */
export class LayerEntries {
  readonly nodes: number[] = [];
  readonly kinds: number[] = [];
  readonly sizes: number[] = [];
  readonly modes: number[] = [];
  /** Where symbolic and hard links lead, by node. */
  readonly links = new Map<number, string>();
  /** Nodes that are removed with all that is in them. */
  readonly removed: number[] = [];
  /** Folders whose former contents are removed. */
  readonly emptied: number[] = [];
  sizeBytes = 0;

  add(tree: PathTree, header: TarHeader): void {
    const path = header.name.replace(/\/+$/, '');
    const slash = path.lastIndexOf('/');
    const name = path.slice(slash + 1);
    const folder = path.slice(0, slash + 1);
    if (name === OPAQUE) {
      this.emptied.push(tree.add(folder));
    } else if (name.startsWith('.wh..wh.')) {
      // The storage driver's own: aufs kept its bookkeeping in files of such names.
    } else if (name.startsWith(WHITEOUT)) {
      this.removed.push(tree.add(`${folder}${name.slice(WHITEOUT.length)}`));
    } else {
      this.#put(tree.add(path), header);
    }
  }

  #put(node: number, { type, size, mode, linkname }: TarHeader): void {
    if (node === ROOT) return;
    const kind = KINDS[type] ?? KIND.other;
    const bytes = kind === KIND.file && type !== '1' ? size : 0;
    this.nodes.push(node);
    this.kinds.push(kind);
    this.sizes.push(bytes);
    this.modes.push(mode & 0o7777);
    this.sizeBytes += bytes;
    if (linkname) this.links.set(node, type === '1' ? `/${linkname.replace(/^[./]+/, '')}` : linkname);
  }
}
