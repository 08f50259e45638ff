/** Something that was told in the corner of the screen, kept for those who looked away. */
export interface Notice {
  key: string;
  /** Milliseconds since the epoch. */
  at: number;
  tone: 'good' | 'warn' | 'bad';
  title: string;
  text: string;
  read: boolean;
}

/** Newest first. */
export type NoticesSlice = readonly Notice[];

const KEPT = 100;
let counter = 0;

export function addNotice(
  slice: NoticesSlice,
  notice: Pick<Notice, 'tone' | 'title' | 'text'>,
  now: number,
): NoticesSlice {
  counter += 1;
  return [{ ...notice, key: String(counter), at: now, read: false }, ...slice].slice(0, KEPT);
}

export function markAllRead(slice: NoticesSlice): NoticesSlice {
  return slice.some((notice) => !notice.read) ? slice.map((notice) => ({ ...notice, read: true })) : slice;
}
