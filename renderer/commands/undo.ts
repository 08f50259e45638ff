import { notifications } from '@mantine/notifications';
import { toAppError } from '../../shared/errors.ts';
import { t } from '../i18n/index.ts';
import { changeNotice } from '../store/notices-slice.ts';
import { usePier } from '../store/store.ts';
import type { CommandContext } from './command.ts';
import { notifyError } from './notify.ts';

/** Performs the undo of a message, once: it is told where it failed, and may then be tried again. Never rejects. */
export async function performUndo(key: string, context: CommandContext): Promise<void> {
  const notice = usePier.getState().notices.find((each) => each.key === key);
  if (!notice?.undo || notice.undoing) return;
  const change = (fields: Parameters<typeof changeNotice>[2]) =>
    usePier.setState(({ notices }) => ({ notices: changeNotice(notices, key, fields) }));
  change({ undoing: 'running' });
  try {
    await notice.undo.perform(context);
    change({ undoing: 'done' });
    notifications.hide(notice.id);
  } catch (thrown) {
    change({ undoing: undefined });
    notifyError('undo', t.tasks.couldNotUndo(notice.title), toAppError(thrown).toData());
  }
}
