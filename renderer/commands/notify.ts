import { notifications } from '@mantine/notifications';
import type { ErrorData } from '../../shared/errors.ts';
import { addNotice, type Notice } from '../store/notices-slice.ts';
import { usePier } from '../store/store.ts';

/** Tells of a failure until it is dismissed: what failed, why, and what to do. One per `id`: a newer takes its place. */
export function notifyError(id: string, title: string, error: ErrorData): void {
  const text = `${sentence(error.message)} ${error.hint}`.trim();
  remember({ tone: 'bad', title, text });
  notifications.hide(id);
  notifications.show({
    id,
    title,
    message: text,
    color: 'red',
    autoClose: false,
    withBorder: true,
    role: 'alert',
  });
}

/** Tells that something went well, for a moment. */
export function notifyDone(id: string, title: string, text = ''): void {
  remember({ tone: 'good', title, text });
  notifications.hide(id);
  notifications.show({ id, title, message: text, color: 'pier', withBorder: true });
}

/** Tells of something that went well in part, until it is dismissed. */
export function notifyWarning(id: string, title: string, text: string): void {
  remember({ tone: 'warn', title, text });
  notifications.hide(id);
  notifications.show({ id, title, message: text, color: 'yellow', autoClose: false, withBorder: true });
}

/** Keeps it in the history. */
export function remember(notice: Pick<Notice, 'tone' | 'title' | 'text'>): void {
  usePier.setState((state) => ({ notices: addNotice(state.notices, notice, Date.now()) }));
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return trimmed === '' || /[.!?:…]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
