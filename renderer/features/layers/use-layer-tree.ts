import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { toAppError } from '../../../shared/errors.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { joinPath, type TreeFolder, type TreeRow, treeRows } from './tree-rows.ts';

const PAGE = 500;
/** Folders with nothing but a folder in them are opened along, so deep. */
const CHAIN = 12;

export interface LayerTree {
  rows: readonly TreeRow[];
  /** Known, and there is nothing. */
  empty: boolean;
  toggle(path: string): void;
  more(path: string): void;
}

/** The files of one layer, asked for folder by folder as they are opened. */
export function useLayerTree(
  id: string,
  layer: number,
  options: { kept: boolean; sort: 'name' | 'size' },
): LayerTree {
  const { kept, sort } = options;
  const connection = useConnection();
  const [folders, setFolders] = useState<ReadonlyMap<string, TreeFolder>>(new Map());
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
  const opened = useRef(expanded);
  opened.current = expanded;
  const round = useRef(new AbortController());

  const load = useCallback(
    async (path: string, offset: number, signal: AbortSignal, chain = 0): Promise<void> => {
      const put = (change: (before: TreeFolder) => TreeFolder) => {
        if (signal.aborted) return;
        setFolders((before) => {
          const known = before.get(path) ?? { files: [], total: 0, loading: true };
          return new Map(before).set(path, change(known));
        });
      };
      put((before) => ({ files: before.files, total: before.total, loading: true }));
      try {
        const answer = await connection
          .client()
          .imageLayers.files({ id, layer, path, kept, sort, offset, limit: PAGE }, { signal });
        put((before) => ({
          files: [...before.files.slice(0, offset), ...answer.files],
          total: answer.total,
          loading: false,
        }));
        const [only, second] = answer.files;
        if (only?.kind === 'folder' && !second && offset === 0 && chain < CHAIN && !signal.aborted) {
          const next = joinPath(path, only.name);
          setExpanded((before) => new Set(before).add(next));
          await load(next, 0, signal, chain + 1);
        }
      } catch (thrown) {
        const { message } = toAppError(thrown);
        put((before) => ({ ...before, loading: false, error: message }));
      }
    },
    [connection, id, layer, kept, sort],
  );

  // In another order, or with other files: what is open is read anew, and stays open.
  useEffect(() => {
    const controller = new AbortController();
    round.current = controller;
    setFolders(new Map());
    for (const path of ['/', ...opened.current])
      void load(path, 0, controller.signal, CHAIN * Number(path !== '/'));
    return () => controller.abort();
  }, [load]);

  const toggle = useCallback(
    (path: string) => {
      const next = new Set(opened.current);
      if (!next.delete(path)) {
        next.add(path);
        void load(path, 0, round.current.signal);
      }
      setExpanded(next);
    },
    [load],
  );
  const more = useCallback(
    (path: string) => void load(path, folders.get(path)?.files.length ?? 0, round.current.signal),
    [load, folders],
  );
  const rows = useMemo(() => treeRows(folders, expanded), [folders, expanded]);
  const root = folders.get('/');
  return { rows, empty: root !== undefined && !root.loading && root.total === 0, toggle, more };
}
