import { Button } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useConnection } from '../app/connection-context.tsx';
import { performUndo } from '../commands/undo.ts';
import { t } from '../i18n/index.ts';
import { usePier } from '../store/store.ts';

/** Takes back what a message tells of, for as long as that leads back to what was. */
export function UndoButton({ notice: key }: { notice: string }) {
  const connection = useConnection();
  const notice = usePier(({ notices }) => notices.find((each) => each.key === key));
  const possible = usePier((state) => notice?.undo?.possible?.(state) ?? true);
  if (!notice?.undo) return null;
  if (notice.undoing === 'done') return <em>{t.tasks.undone}</em>;
  if (!possible) return null;
  return (
    <Button
      variant="light"
      size="compact-sm"
      mt={6}
      leftSection={<IconArrowBackUp size={14} />}
      loading={notice.undoing === 'running'}
      aria-label={t.tasks.undoOf(notice.title)}
      onClick={() => void performUndo(key, connection)}
    >
      {t.tasks.undo}
    </Button>
  );
}
