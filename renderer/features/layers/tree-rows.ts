import type { LayerFile } from '../../../shared/contract/image-layers.ts';

/** What is known of an opened folder. */
export interface TreeFolder {
  files: readonly LayerFile[];
  /** How many there are; more than `files` while not all were asked for. */
  total: number;
  loading: boolean;
  error?: string;
}

export type TreeRow =
  | { kind: 'file'; key: string; path: string; depth: number; file: LayerFile; expanded: boolean | undefined }
  | { kind: 'more'; key: string; path: string; depth: number; left: number }
  | { kind: 'note'; key: string; path: string; depth: number; loading: boolean; error: string | undefined };

/** The rows of a tree as it is opened now, from the top down. */
export function treeRows(
  folders: ReadonlyMap<string, TreeFolder>,
  expanded: ReadonlySet<string>,
  path = '/',
  depth = 0,
): TreeRow[] {
  const folder = folders.get(path);
  if (!folder) return [];
  const rows = folder.files.flatMap((file): TreeRow[] => {
    const own = joinPath(path, file.name);
    const isFolder = file.kind === 'folder';
    const isOpen = isFolder && expanded.has(own);
    return [
      { kind: 'file', key: own, path: own, depth, file, expanded: isFolder ? isOpen : undefined },
      ...(isOpen ? treeRows(folders, expanded, own, depth + 1) : []),
    ];
  });
  const left = folder.total - folder.files.length;
  if (folder.error !== undefined || (folder.loading && folder.files.length === 0)) {
    rows.push({
      kind: 'note',
      key: `${path}//note`,
      path,
      depth,
      loading: folder.loading,
      error: folder.error,
    });
  } else if (left > 0) {
    rows.push({ kind: 'more', key: `${path}//more`, path, depth, left });
  }
  return rows;
}

export function joinPath(folder: string, name: string): string {
  return folder === '/' ? `/${name}` : `${folder}/${name}`;
}

export function parentPath(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}
