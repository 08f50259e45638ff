import type { ReactNode } from 'react';

/** One column of a table. Cells are drawn only for rows in sight. */
export interface Column<T> {
  id: string;
  title: string;
  /** A track of a CSS grid: "minmax(8rem, 1.4fr)". */
  width: string;
  /** In its place where the window is narrow. */
  narrowWidth?: string;
  /** There is no place for it where the window is narrow. */
  wideOnly?: boolean;
  /** @param tabIndex for what is interactive in it: only the active row is in the tab order */
  cell(item: T, tabIndex: number): ReactNode;
  /** The whole text, shown over a cell that may be cut off. */
  tooltip?(item: T): string;
  /** Without it the table cannot be sorted by this column. */
  compare?(a: T, b: T): number;
  /** The first click sorts downwards: newest, biggest. */
  descFirst?: boolean;
  /** A person may not hide it. */
  fixed?: boolean;
  hiddenAtFirst?: boolean;
  align?: 'start' | 'end';
}

/** The CSS grid of one row. */
export function gridTracks<T>(
  columns: readonly Column<T>[],
  options: { selectable: boolean; actions: string | undefined; narrow: boolean },
): string {
  const widths = columns
    .filter((column) => !(options.narrow && column.wideOnly))
    .map((column) => (options.narrow && column.narrowWidth) || column.width);
  return [options.selectable && '1.25rem', ...widths, options.actions].filter(Boolean).join(' ');
}
