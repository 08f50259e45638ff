import type { ReactNode } from 'react';

/** One column of a table. Cells are drawn only for rows in sight. */
export interface Column<T> {
  id: string;
  title: string;
  /** A track of a CSS grid: "minmax(8rem, 1.4fr)". */
  width: string;
  /** In its place where the window is narrow. */
  narrowWidth?: string;
  /** The least room in which there is a place for it; without it there always is. */
  room?: 'wide' | 'middle';
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

/** How wide the table is: a whole window, a small one, or one that is enlarged twice. */
export type Room = 'wide' | 'middle' | 'small';

const RANK: Record<Room, number> = { wide: 2, middle: 1, small: 0 };

/** The CSS grid of one row. */
export function gridTracks<T>(
  columns: readonly Column<T>[],
  options: { selectable: boolean; actions: string; room: Room },
): string {
  const { selectable, actions, room } = options;
  const widths = columns
    .filter((column) => column.room === undefined || RANK[room] >= RANK[column.room])
    .map((column) => (room !== 'wide' && column.narrowWidth) || column.width);
  return [selectable && '1.25rem', ...widths, actions].filter(Boolean).join(' ');
}
