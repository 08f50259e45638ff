import { notifications } from '@mantine/notifications';
import type { ErrorData } from '../../shared/errors.ts';
import { addNotice, type NewNotice } from '../store/notices-slice.ts';
import { usePier } from '../store/store.ts';

/** How many of those that stay are shown at once: more would keep everything later from being seen. */
const STAYING_SHOWN = 3;
/** Ids of those that stay until they are dismissed, the oldest first. */
const staying: string[] = [];

/** Tells of a failure until it is dismissed: what failed, why, and what to do. One per `id`: a newer takes its place. */
export function notifyError(id: string, title: string, error: ErrorData): void {
  const text = `${sentence(error.message)} ${error.hint}`.trim();
  remember({ id, tone: 'bad', title, text });
  showStaying(id, { title, message: text, color: 'red', role: 'alert' });
}

/** Tells that something went well, for a moment. */
export function notifyDone(id: string, title: string, text = ''): void {
  remember({ id, tone: 'good', title, text });
  notifications.hide(id);
  notifications.show({ id, title, message: text, color: 'pier', withBorder: true });
}

/** Tells of something that went well in part, until it is dismissed. */
export function notifyWarning(id: string, title: string, text: string): void {
  remember({ id, tone: 'warn', title, text });
  showStaying(id, { title, message: text, color: 'yellow' });
}

/** The oldest makes room: all of them can be read again among the messages. */
function showStaying(
  id: string,
  notification: { title: string; message: string; color: string; role?: string },
) {
  forgetStaying(id);
  notifications.hide(id);
  while (staying.length >= STAYING_SHOWN) notifications.hide(staying.shift() ?? '');
  staying.push(id);
  notifications.show({
    ...notification,
    id,
    autoClose: false,
    withBorder: true,
    onClose: () => forgetStaying(id),
  });
}

function forgetStaying(id: string): void {
  const index = staying.indexOf(id);
  if (index >= 0) staying.splice(index, 1);
}

/** Keeps it in the history, and returns its key there. */
export function remember(notice: NewNotice): string {
  usePier.setState((state) => ({ notices: addNotice(state.notices, notice, Date.now()) }));
  return usePier.getState().notices[0]?.key ?? '';
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return trimmed === '' || /[.!?:…]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
