import { Checkbox } from '@mantine/core';
import { IconFilesOff } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useRef, useState } from 'react';
import type { ImageLayer } from '../../../shared/contract/image-layers.ts';
import { Message } from '../../components/Message.tsx';
import { t } from '../../i18n/index.ts';
import classes from './Layers.module.css';
import { TreeLine } from './TreeLine.tsx';
import { parentPath, type TreeRow } from './tree-rows.ts';
import { useLayerTree } from './use-layer-tree.ts';

const ROW_HEIGHT = 28;

/** What a layer added, changed and removed, as a tree; the files it left alone on demand. */
export function LayerFiles({ id, layer }: { id: string; layer: ImageLayer }) {
  const [kept, setKept] = useState(false);
  const [bySize, setBySize] = useState(false);
  const tree = useLayerTree(id, layer.index, { kept, sort: bySize ? 'size' : 'name' });
  return (
    <section className={classes.files} aria-label={t.layers.files(t.layers.layer(layer.index))}>
      <div className={classes.filesBar}>
        <Checkbox
          size="xs"
          label={t.layers.showKept}
          checked={kept}
          onChange={(event) => setKept(event.currentTarget.checked)}
        />
        <Checkbox
          size="xs"
          label={t.layers.sortSize}
          checked={bySize}
          onChange={(event) => setBySize(event.currentTarget.checked)}
        />
      </div>
      {tree.empty ? (
        <Message icon={IconFilesOff} title={t.layers.nothing} />
      ) : (
        <Tree tree={tree} label={t.layers.files(t.layers.layer(layer.index))} />
      )}
    </section>
  );
}

function Tree({ tree, label }: { tree: ReturnType<typeof useLayerTree>; label: string }) {
  const { rows } = tree;
  const scroller = useRef<HTMLDivElement>(null);
  const [activeKey, activate] = useState<string>();
  const found = rows.findIndex(({ key }) => key === activeKey);
  const active = Math.max(0, found);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
    getItemKey: (index) => rows[index]?.key ?? index,
  });
  const focus = (wanted: number) => {
    let index = Math.min(rows.length - 1, Math.max(0, wanted));
    // What says that a folder is being read is gone in a moment, and the focus with it.
    while (isLoading(rows[index])) index += wanted < active ? -1 : 1;
    const row = rows[index];
    if (!row) return;
    activate(row.key);
    virtualizer.scrollToIndex(rows.indexOf(row));
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(row.key)}"]`)?.focus(),
    );
  };
  const act = (row: TreeRow) => {
    if (row.kind === 'more') tree.more(row.path);
    else if (row.kind === 'file' && row.expanded !== undefined) tree.toggle(row.path);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const row = rows[active];
    if (!row || event.ctrlKey || event.metaKey || event.altKey) return;
    const expanded = row.kind === 'file' ? row.expanded : undefined;
    const isStep = event.key === 'ArrowRight' && expanded;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_HEIGHT) - 1);
    const targets: Record<string, number> = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      PageDown: active + page,
      PageUp: active - page,
      Home: 0,
      End: rows.length - 1,
    };
    const target = isStep ? active + 1 : targets[event.key];
    if (target !== undefined) focus(target);
    else if (event.key === 'Enter' || event.key === ' ') act(row);
    else if (event.key === 'ArrowRight' && expanded === false) act(row);
    else if (event.key === 'ArrowLeft' && expanded) act(row);
    else if (event.key === 'ArrowLeft') focus(rows.findIndex(({ key }) => key === parentPath(row.path)));
    else return;
    event.preventDefault();
  };
  return (
    <div ref={scroller} className={classes.scroller}>
      <div
        role="tree"
        aria-label={label}
        className={classes.tree}
        style={{ height: virtualizer.getTotalSize() }}
        onKeyDown={onKeyDown}
        tabIndex={-1}
      >
        {virtualizer.getVirtualItems().map(({ index, start, key }) => {
          const row = rows[index];
          return (
            row && (
              <TreeLine
                key={key}
                row={row}
                top={start}
                active={index === active}
                onFocus={() => activate(row.key)}
                onAct={() => act(row)}
              />
            )
          );
        })}
      </div>
    </div>
  );
}

function isLoading(row: TreeRow | undefined): boolean {
  return row?.kind === 'note' && row.loading;
}
