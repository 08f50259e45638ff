import { useEffect, useRef } from 'react';
import { toAppError } from '../../../shared/errors.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { notifyError } from '../../commands/notify.ts';
import { t } from '../../i18n/index.ts';
import type { HostFilesDialogProps } from './host-choice.ts';

const ARCHIVES = ['tar', 'tgz', 'gz', 'zst', 'xz', 'bz2'];

/** Has the system ask for a path, once: there is nothing of it in the page. */
export function SystemFilesDialog({ choose, title, start, onChoose, onClose }: HostFilesDialogProps) {
  const connection = useConnection();
  const asked = useRef(false);
  const latest = useRef({ onChoose, onClose });
  latest.current = { onChoose, onClose };
  useEffect(() => {
    if (asked.current) return;
    asked.current = true;
    const ask = async () => {
      const { path } = await connection.client().desktop.choosePath({
        kind: choose === 'folder' ? 'folder' : 'file',
        title: title ?? t.hostFiles.titles[choose],
        ...(start && { start }),
        ...(choose === 'archive' && { extensions: { name: t.desktop.archives, list: ARCHIVES } }),
      });
      if (path === undefined) latest.current.onClose();
      else latest.current.onChoose(path);
    };
    ask().catch((thrown: unknown) => {
      notifyError('choose-path', t.desktop.couldNotChoose, toAppError(thrown).toData());
      latest.current.onClose();
    });
  }, [connection, choose, title, start]);
  return null;
}
