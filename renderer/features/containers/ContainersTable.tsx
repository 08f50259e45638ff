import { useTable } from '@tanstack/react-table';
import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { ContainerSummary } from '../../../shared/contract/containers.ts';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import { ContainerRow } from './ContainerRow.tsx';
import classes from './ContainersTable.module.css';
import { columns, features } from './columns.tsx';
import { ColumnHeader, SortHeader } from './SortHeader.tsx';

const ROW_HEIGHT = 46;
const HEADER_HEIGHT = 36;
const rowId = (container: ContainerSummary) => container.id;
const byNewest = [{ id: 'createdAt', desc: true }];

/**
 * The list as a grid: one row is in the tab order, arrow keys move it, other keys act on it. Only the rows in sight
 * are in the page, and the active one, so that focus is never lost to scrolling.
 */
export function ContainersTable({ containers }: { containers: ContainerSummary[] }) {
  const table = useTable({
    features,
    columns,
    data: containers,
    getRowId: rowId,
    initialState: { sorting: byNewest },
    enableSortingRemoval: false,
  });
  const { rows } = table.getRowModel();
  const scroller = useRef<HTMLDivElement>(null);
  const selected = usePier((state) => state.view.selected);
  const stale = usePier((state) => state.containers.status !== 'live' || state.connection.kind !== 'open');
  const [activeId, setActiveId] = useState<string>();
  const activeIndex = Math.max(
    0,
    rows.findIndex((row) => row.id === activeId),
  );
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
    // The header stays at the top of what scrolls.
    scrollMargin: HEADER_HEIGHT,
    scrollPaddingStart: HEADER_HEIGHT,
    getItemKey: (index) => rows[index]?.id ?? index,
    rangeExtractor: (range) => {
      const visible = defaultRangeExtractor(range);
      return visible.includes(activeIndex) ? visible : [...visible, activeIndex].sort((a, b) => a - b);
    },
  });
  useSelectedInSight(selected, rows, (index) => virtualizer.scrollToIndex(index));

  const moveTo = (index: number) => {
    const row = rows[Math.min(rows.length - 1, Math.max(0, index))];
    if (!row) return;
    setActiveId(row.id);
    virtualizer.scrollToIndex(rows.indexOf(row));
    // The row may only now come into the page.
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-id="${row.id}"]`)?.focus(),
    );
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_HEIGHT) - 2);
    const target: Record<string, number> = {
      ArrowDown: activeIndex + 1,
      ArrowUp: activeIndex - 1,
      PageDown: activeIndex + page,
      PageUp: activeIndex - page,
      Home: 0,
      End: rows.length - 1,
    };
    const index = target[event.key];
    const onRow = (event.target as HTMLElement).dataset.id !== undefined;
    if (index === undefined || !onRow || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    moveTo(index);
  };

  return (
    <div className={classes.frame} data-stale={stale}>
      {/* biome-ignore lint/a11y/useSemanticElements: a virtualised grid of fixed rows is no <table> */}
      <div
        ref={scroller}
        className={classes.grid}
        role="grid"
        aria-label={t.containers.table}
        aria-rowcount={rows.length + 1}
        onKeyDown={onKeyDown}
        tabIndex={-1}
      >
        {/* biome-ignore lint/a11y/useSemanticElements: see above */}
        <div className={classes.header} role="rowgroup">
          {/* biome-ignore lint/a11y/useFocusableInteractive: its buttons take the focus */}
          {/* biome-ignore lint/a11y/useSemanticElements: see above */}
          <div className={classes.headerRow} role="row" aria-rowindex={1}>
            {table.getFlatHeaders().map((header) => (
              <SortHeader
                key={header.id}
                label={String(header.column.columnDef.header)}
                sorted={header.column.getIsSorted()}
                onToggle={() => header.column.toggleSorting()}
              />
            ))}
            <ColumnHeader className={classes.actionsHeader}>{t.containers.columns.actions}</ColumnHeader>
          </div>
        </div>
        {/* biome-ignore lint/a11y/useSemanticElements: see above */}
        <div className={classes.rows} role="rowgroup" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => {
            const row = rows[item.index];
            return (
              row && (
                <ContainerRow
                  key={row.id}
                  container={row.original}
                  index={item.index}
                  top={item.start - HEADER_HEIGHT}
                  active={item.index === activeIndex}
                  selected={row.id === selected}
                  onActivate={setActiveId}
                />
              )
            );
          })}
        </div>
      </div>
    </div>
  );
}

/** Scrolls to a container that was selected from elsewhere, once it is in the list. */
function useSelectedInSight(
  selected: string | undefined,
  rows: readonly { id: string }[],
  scrollTo: (index: number) => void,
): void {
  const seen = useRef<string>(undefined);
  useEffect(() => {
    if (selected === seen.current) return;
    const index = rows.findIndex((row) => row.id === selected);
    if (index < 0) return;
    seen.current = selected;
    scrollTo(index);
  }, [selected, rows, scrollTo]);
}
