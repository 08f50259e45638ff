import { defaultRangeExtractor, useVirtualizer } from '@tanstack/react-virtual';
import {
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { BulkCommand, Command } from '../../commands/command.ts';
import { arrangeRows, type RowGroup, type Sort, sortItems, type TableRow } from './arrange-rows.ts';
import { BulkBar } from './BulkBar.tsx';
import { type Column, gridTracks, type Room } from './column.ts';
import classes from './DataTable.module.css';
import { GroupRow } from './GroupRow.tsx';
import { ItemRow } from './ItemRow.tsx';
import { TableHeader } from './TableHeader.tsx';
import { useTableChoices } from './table-choices.ts';
import { useSelection } from './use-selection.ts';

const ROW_HEIGHT = 46;
const HEADER_HEIGHT = 36;
/** Width of one button of a row and of the gap beside it, in rem. */
const BUTTON_REM = 1.875;

export interface DataTableProps<T> {
  /** Sorting and columns are kept under it: "images". */
  id: string;
  /** What the table lists, for people: "Images". */
  label: string;
  items: readonly T[];
  getId(item: T): string;
  /** For labels of the row's buttons, and for tests. */
  getName(item: T): string;
  columns: readonly Column<T>[];
  initialSort: Sort;
  /** It has only columns for which there is room: nothing is ever scrolled to sideways. */
  fits?: boolean;
  /** Everything a row offers: its menu and its keys. */
  commands?: readonly Command<T>[];
  /** Those of them with a button of their own in each row. */
  inline?: readonly Command<T>[];
  /** With any of them, rows can be chosen. */
  bulk?: readonly BulkCommand<T>[];
  /** The id of the command that is under way on a row. */
  usePending?(item: T): string | undefined;
  /** By Enter, where no command has that key, and by a double click. */
  onOpen?(item: T): void;
  /** With it rows can be dragged: the one that is, or all that are chosen where it is one of them. */
  onDrag?(items: readonly T[], transfer: DataTransfer): void;
  /** The row that a person looks at: marked, and scrolled to when it changes. */
  currentId?: string | undefined;
  /** What is shown may be out of date. */
  stale?: boolean;
  /** Told of the order, also of the one that was kept from the last time. */
  onSort?(sort: Sort): void;
  /** What the order goes by is not known yet. */
  sorting?: boolean;
  groupOf?(item: T): RowGroup | undefined;
  /** The cells of a group's row behind its title. */
  renderGroup?(group: RowGroup, items: readonly T[], tabIndex: number): ReactNode;
}

/**
 * A list as a grid: one row is in the tab order, arrow keys move it, other keys act on it. Only the rows in sight are
 * in the page, and the active one, so that focus is never lost to scrolling.
 */
export function DataTable<T>(props: DataTableProps<T>) {
  const { items, columns, getId, commands = [], inline = [], bulk = [], groupOf } = props;
  const [choices, choose, reset] = useTableChoices(props.id, {
    sort: props.initialSort,
    hidden: columns.filter((column) => column.hiddenAtFirst).map((column) => column.id),
    collapsed: [],
  });
  const { onSort } = props;
  useEffect(() => onSort?.(choices.sort), [onSort, choices.sort]);
  const shownColumns = useMemo(
    () => columns.filter((column) => column.fixed || !choices.hidden.includes(column.id)),
    [columns, choices.hidden],
  );
  const sorted = useMemo(() => sortItems(items, columns, choices.sort), [items, columns, choices.sort]);
  const rows = useMemo(
    () => arrangeRows(sorted, { getId, groupOf, isExpanded: (key) => !choices.collapsed.includes(key) }),
    [sorted, getId, groupOf, choices.collapsed],
  );
  const order = useMemo(() => sorted.map(getId), [sorted, getId]);
  const selection = useSelection(order);
  const chosen = useMemo(
    () => (selection.ids.size === 0 ? [] : sorted.filter((item) => selection.ids.has(getId(item)))),
    [sorted, selection.ids, getId],
  );
  const { onDrag } = props;
  const drag = useCallback(
    (item: T, transfer: DataTransfer) => onDrag?.(chosen.includes(item) ? chosen : [item], transfer),
    [onDrag, chosen],
  );
  const grid = useGrid(rows, props.currentId);
  const toggleGroup = useCallback(
    (key: string) =>
      choose({
        collapsed: choices.collapsed.includes(key)
          ? choices.collapsed.filter((each) => each !== key)
          : [...choices.collapsed, key],
      }),
    [choices.collapsed, choose],
  );

  const selectable = bulk.length > 0;
  const buttons = inline.length + (commands.length > 0 ? 1 : 0);
  const tracks = (room: Room) => {
    // Where there is little room the menu has them all.
    const width = room === 'small' && commands.length > 0 ? BUTTON_REM : buttons * BUTTON_REM;
    return gridTracks(shownColumns, { selectable, actions: `${Math.max(width, 2.25)}rem`, room });
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (!(event.target as HTMLElement).dataset.row) return;
    const row = rows[grid.activeIndex];
    const modified = event.ctrlKey || event.metaKey;
    if (selectable && modified && event.key.toLowerCase() === 'a') {
      selection.set(order);
    } else if (event.key === 'Escape' && selection.ids.size > 0) {
      selection.clear();
    } else if (selectable && row?.kind === 'item' && event.key === ' ' && !modified) {
      selection.toggle(row.key, event.shiftKey);
    } else if (row?.kind === 'group' && opensGroup(event.key, row.expanded)) {
      toggleGroup(row.group.key);
    } else if (modified || event.altKey || !grid.moveBy(event.key)) {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className={classes.frame} data-stale={props.stale ?? false} data-fits={props.fits ?? false}>
      {selectable && chosen.length > 0 && (
        <BulkBar items={chosen} commands={bulk} onClear={selection.clear} />
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it is a grid or a treegrid */}
      {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: see above */}
      <div
        ref={grid.scroller}
        className={classes.grid}
        // Tracks by custom properties: a style sheet chooses between them.
        style={
          {
            '--columns': tracks('wide'),
            '--columns-narrow': tracks('middle'),
            '--columns-small': tracks('small'),
          } as React.CSSProperties
        }
        role={groupOf ? 'treegrid' : 'grid'}
        aria-label={props.label}
        aria-rowcount={rows.length + 1}
        aria-multiselectable={selectable || undefined}
        onKeyDown={onKeyDown}
        tabIndex={-1}
      >
        <TableHeader
          columns={columns}
          shown={shownColumns}
          sort={choices.sort}
          sorting={props.sorting ?? false}
          hidden={choices.hidden}
          selection={selectable ? { chosen: selection.ids.size, all: order.length } : undefined}
          onSort={(sort) => choose({ sort })}
          onHidden={(hidden) => choose({ hidden: [...hidden] })}
          onReset={reset}
          onSelectAll={(all) => (all ? selection.set(order) : selection.clear())}
        />
        {/* biome-ignore lint/a11y/useSemanticElements: see above */}
        <div className={classes.rows} role="rowgroup" style={{ height: grid.height }}>
          {grid.visible.map(({ index, top }) => {
            const row = rows[index];
            if (!row) return null;
            const place = { index, top, active: index === grid.activeIndex, onActivate: grid.activate };
            return row.kind === 'group' ? (
              <GroupRow
                key={row.key}
                {...place}
                rowKey={row.key}
                group={row.group}
                expanded={row.expanded}
                onToggle={toggleGroup}
                count={row.items.length}
              >
                {props.renderGroup?.(row.group, row.items, place.active ? 0 : -1)}
              </GroupRow>
            ) : (
              <ItemRow
                key={row.key}
                {...place}
                item={row.item}
                id={row.key}
                name={props.getName(row.item)}
                grouped={row.group !== undefined}
                columns={shownColumns}
                commands={commands}
                inline={inline}
                usePending={props.usePending}
                onOpen={props.onOpen}
                onDrag={onDrag && drag}
                current={row.key === props.currentId}
                chosen={selectable ? selection.has(row.key) : undefined}
                onChoose={selection.toggle}
              />
            );
          })}
        </div>
      </div>
    </div>
  );
}

function opensGroup(key: string, expanded: boolean): boolean {
  return key === 'Enter' || key === ' ' || key === (expanded ? 'ArrowLeft' : 'ArrowRight');
}

interface Grid {
  scroller: RefObject<HTMLDivElement | null>;
  height: number;
  visible: { index: number; top: number }[];
  activeIndex: number;
  activate(key: string): void;
  /** Moves the active row as a key says; false where the key moves nothing. */
  moveBy(key: string): boolean;
}

/** Which rows are drawn, and which one has the focus. */
function useGrid<T>(rows: readonly TableRow<T>[], currentId: string | undefined): Grid {
  const scroller = useRef<HTMLDivElement>(null);
  const [activeKey, activate] = useState<string>();
  const activeIndex = Math.max(
    0,
    rows.findIndex((row) => row.key === activeKey),
  );
  // Its measures are kept for as long as this is the same function.
  const getItemKey = useCallback((index: number) => rows[index]?.key ?? index, [rows]);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 8,
    // The header stays at the top of what scrolls.
    scrollMargin: HEADER_HEIGHT,
    scrollPaddingStart: HEADER_HEIGHT,
    getItemKey,
    rangeExtractor: (range) => {
      const visible = defaultRangeExtractor(range);
      return visible.includes(activeIndex) ? visible : [...visible, activeIndex].sort((a, b) => a - b);
    },
  });
  useCurrentInSight(currentId, rows, (index) => virtualizer.scrollToIndex(index));
  const visible = virtualizer
    .getVirtualItems()
    .map((item) => ({ index: item.index, top: item.start - HEADER_HEIGHT }));

  const moveBy = (key: string): boolean => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / ROW_HEIGHT) - 2);
    const targets: Record<string, number> = {
      ArrowDown: activeIndex + 1,
      ArrowUp: activeIndex - 1,
      PageDown: activeIndex + page,
      PageUp: activeIndex - page,
      Home: 0,
      End: rows.length - 1,
    };
    const target = targets[key];
    if (target === undefined) return false;
    const index = Math.min(rows.length - 1, Math.max(0, target));
    const row = rows[index];
    if (!row) return true;
    activate(row.key);
    virtualizer.scrollToIndex(index);
    // The row may only now come into the page.
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`[data-row="${CSS.escape(row.key)}"]`)?.focus(),
    );
    return true;
  };
  return { scroller, height: virtualizer.getTotalSize(), visible, activeIndex, activate, moveBy };
}

/** Scrolls to a row that was chosen from elsewhere, once it is in the list. */
function useCurrentInSight(
  current: string | undefined,
  rows: readonly { key: string }[],
  scrollTo: (index: number) => void,
): void {
  const seen = useRef<string>(undefined);
  useEffect(() => {
    if (current === seen.current) return;
    const index = rows.findIndex((row) => row.key === current);
    if (index < 0) return;
    seen.current = current;
    scrollTo(index);
  }, [current, rows, scrollTo]);
}
