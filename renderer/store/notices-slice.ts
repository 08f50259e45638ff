import type { CommandContext } from '../commands/command.ts';
import type { PierState } from './store.ts';

/** How something that was done is taken back. */
export interface Undo {
  /** Rejects where it fails. */
  perform(context: CommandContext): Promise<unknown>;
  /** Whether it still leads back to what was; absent: the engine says so when it is tried. */
  possible?(state: PierState): boolean;
}

/** Something that was told in the corner of the screen, kept for those who looked away. */
export interface Notice {
  key: string;
  /** Of what is shown in the corner. */
  id: string;
  /** Milliseconds since the epoch. */
  at: number;
  tone: 'good' | 'warn' | 'bad';
  title: string;
  text: string;
  read: boolean;
  undo?: Undo | undefined;
  undoing?: 'running' | 'done' | undefined;
}

export type NewNotice = Pick<Notice, 'id' | 'tone' | 'title' | 'text' | 'undo'>;

/** Newest first. */
export type NoticesSlice = readonly Notice[];

const KEPT = 100;
let counter = 0;

/** The newest is the first of what is returned. */
export function addNotice(slice: NoticesSlice, notice: NewNotice, now: number): NoticesSlice {
  counter += 1;
  return [{ ...notice, key: String(counter), at: now, read: false }, ...slice].slice(0, KEPT);
}

export function changeNotice(
  slice: NoticesSlice,
  key: string,
  change: Pick<Notice, 'undoing'>,
): NoticesSlice {
  return slice.map((notice) => (notice.key === key ? { ...notice, ...change } : notice));
}

export function markAllRead(slice: NoticesSlice): NoticesSlice {
  return slice.some((notice) => !notice.read) ? slice.map((notice) => ({ ...notice, read: true })) : slice;
}
