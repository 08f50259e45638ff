import type { ImageAnalysis, ImageLayer, WastedFile } from '../../../../shared/contract/image-layers.ts';
import { KIND } from './layer-entries.ts';
import { CHANGE, LayerStack } from './layer-stack.ts';
import type { PathTree } from './path-tree.ts';
import type { SavedLayer } from './saved-image.ts';

/** Who looks for what to save begins at the top. */
const WASTED_SHOWN = 200;

/**
 * What each layer did, and what is never seen: a file that a later layer replaces or removes still takes its space.
 * Files are counted, and links; folders are not.
 */
export function analyseLayers(tree: PathTree, saved: readonly SavedLayer[]): ImageAnalysis {
  const stack = new LayerStack(tree);
  const wasted = new Map<number, { copies: number; bytes: number }>();
  const layers = saved.map(({ diffId, createdBy, entries }, index): ImageLayer => {
    const layer = { added: 0, changed: 0, removed: 0, wastedBytes: 0 };
    stack.apply(entries, (node, change, before) => {
      const isFile = before.kind !== KIND.none && before.kind !== KIND.folder;
      if (isFile) {
        layer.wastedBytes += before.size;
        const { copies = 0, bytes = 0 } = wasted.get(node) ?? {};
        if (before.size > 0) wasted.set(node, { copies: copies + 1, bytes: bytes + before.size });
      }
      if (change === CHANGE.removed ? !isFile : stack.kinds[node] === KIND.folder) return;
      if (change === CHANGE.added) layer.added += 1;
      else if (change === CHANGE.changed) layer.changed += 1;
      else layer.removed += 1;
    });
    return { index, diffId, createdBy, sizeBytes: entries.sizeBytes, ...layer };
  });
  const sizeBytes = layers.reduce((bytes, layer) => bytes + layer.sizeBytes, 0);
  const wastedBytes = layers.reduce((bytes, layer) => bytes + layer.wastedBytes, 0);
  return {
    layers,
    sizeBytes,
    wastedBytes,
    efficiency: sizeBytes === 0 ? 1 : (sizeBytes - wastedBytes) / sizeBytes,
    fileCount: stack.kinds.reduce(
      (count, kind) => count + (kind !== KIND.none && kind !== KIND.folder ? 1 : 0),
      0,
    ),
    wasted: topOf(wasted, tree),
  };
}

function topOf(wasted: Map<number, { copies: number; bytes: number }>, tree: PathTree): WastedFile[] {
  return [...wasted]
    .sort(([, a], [, b]) => b.bytes - a.bytes)
    .slice(0, WASTED_SHOWN)
    .map(([node, { copies, bytes }]) => ({ path: tree.pathOf(node), copies, wastedBytes: bytes }));
}
