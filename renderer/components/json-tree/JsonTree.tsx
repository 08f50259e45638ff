import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useId, useRef } from 'react';
import { copyToClipboard } from '../../commands/copy-to-clipboard.ts';
import classes from './JsonTree.module.css';
import { JsonTreeRow } from './JsonTreeRow.tsx';
import { JsonTreeToolbar } from './JsonTreeToolbar.tsx';
import { copyText } from './json-rows.ts';
import { pressTreeKey } from './json-tree-keys.ts';
import { useJsonTree } from './use-json-tree.ts';

const ROW_HEIGHT = 24;

interface JsonTreeProps {
  value: unknown;
  /** What it is, for people: "Inspect of web". */
  label: string;
}

/**
 * Anything that JSON can say, as a tree that fills its parent: opened and closed, searched and copied from, however
 * large. What is open stays so while the value changes.
 */
export function JsonTree({ value, label }: JsonTreeProps) {
  const tree = useJsonTree(value);
  const id = useId();
  const scroller = useRef<HTMLDivElement>(null);
  const { rows, active, activeIndex } = tree;
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => rows[index]?.pointer ?? index,
    overscan: 12,
    paddingStart: 6,
    paddingEnd: 6,
  });
  const { pointer } = active;
  const moved = useRef(pointer);
  useEffect(() => {
    if (moved.current === pointer) return;
    moved.current = pointer;
    virtualizer.scrollToIndex(activeIndex);
  }, [pointer, activeIndex, virtualizer]);
  const items = virtualizer.getVirtualItems();
  const activeIsDrawn = items.some(({ index }) => index === activeIndex);
  return (
    <section className={classes.frame} aria-label={label}>
      <JsonTreeToolbar tree={tree} value={value} onLeaveSearch={() => scroller.current?.focus()} />
      <div
        ref={scroller}
        className={classes.tree}
        role="tree"
        tabIndex={0}
        aria-label={label}
        {...(activeIsDrawn ? { 'aria-activedescendant': `${id}-${activeIndex}` } : {})}
        onKeyDown={(event) => {
          const { key, altKey, ctrlKey, metaKey } = event;
          if ((ctrlKey || metaKey) && key === 'c' && window.getSelection()?.isCollapsed) {
            event.preventDefault();
            void copyToClipboard(copyText(active.value));
          } else if (!altKey && !ctrlKey && !metaKey && pressTreeKey(tree, key)) {
            event.preventDefault();
          }
        }}
      >
        <div className={classes.rows} role="none" style={{ height: virtualizer.getTotalSize() }}>
          {items.map((item) => {
            const row = rows[item.index];
            if (!row) return null;
            return (
              <JsonTreeRow
                key={item.key}
                ref={virtualizer.measureElement}
                index={item.index}
                id={`${id}-${item.index}`}
                row={row}
                top={item.start}
                isActive={item.index === activeIndex}
                search={tree.search}
                onActivate={() => tree.activate(row.pointer)}
                onToggle={() => tree.toggle(row.pointer)}
              />
            );
          })}
        </div>
      </div>
    </section>
  );
}
