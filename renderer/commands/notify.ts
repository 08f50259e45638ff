import { notifications } from '@mantine/notifications';
import type { ErrorData } from '../../shared/errors.ts';

/** Tells of a failure until it is dismissed: what failed, why, and what to do. One per `id`: a newer takes its place. */
export function notifyError(id: string, title: string, error: ErrorData): void {
  notifications.hide(id);
  notifications.show({
    id,
    title,
    message: `${sentence(error.message)} ${error.hint}`.trim(),
    color: 'red',
    autoClose: false,
    withBorder: true,
    role: 'alert',
  });
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return trimmed === '' || /[.!?:…]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
