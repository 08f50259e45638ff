import { notifications } from '@mantine/notifications';
import { UndoButton } from '../components/UndoButton.tsx';
import type { Undo } from '../store/notices-slice.ts';
import { notifyDone, remember } from './notify.ts';

/** How long it is shown: time to read and to think, in milliseconds. */
const SHOWN_MS = 12_000;

/** As notifyDone(), with a button that takes back what was done. It stays among the messages. */
export function notifyUndoable(id: string, title: string, text: string, undo: Undo | undefined): void {
  if (!undo) {
    notifyDone(id, title, text);
    return;
  }
  const key = remember({ id, tone: 'good', title, text, undo });
  notifications.hide(id);
  notifications.show({
    id,
    title,
    message: (
      <>
        {text && <p>{text}</p>}
        <UndoButton notice={key} />
      </>
    ),
    color: 'pier',
    withBorder: true,
    autoClose: SHOWN_MS,
  });
}
