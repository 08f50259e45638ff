import { ActionIcon, Tooltip } from '@mantine/core';
import { IconFolderOpen } from '@tabler/icons-react';
import { toAppError } from '../../../shared/errors.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { notifyError } from '../../commands/notify.ts';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';

/** Shows a path in the system's file manager. Not there in a browser, which may be on another computer. */
export function RevealButton({ path }: { path: string }) {
  const isDesktop = usePier(({ app }) => app?.host === 'desktop');
  const connection = useConnection();
  if (!isDesktop) return null;
  const reveal = async () => {
    try {
      await connection.client().desktop.reveal({ path });
    } catch (thrown) {
      notifyError('reveal', t.desktop.couldNotReveal, toAppError(thrown).toData());
    }
  };
  return (
    <Tooltip label={t.desktop.reveal}>
      <ActionIcon variant="default" size="lg" aria-label={t.desktop.reveal} onClick={() => void reveal()}>
        <IconFolderOpen size={16} />
      </ActionIcon>
    </Tooltip>
  );
}
