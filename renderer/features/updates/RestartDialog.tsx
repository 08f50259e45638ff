import { Button, Group, Modal } from '@mantine/core';
import { useConnection } from '../../app/connection-context.tsx';
import { t } from '../../i18n/index.ts';
import { updateView, usePier } from '../../store/store.ts';
import classes from './Updates.module.css';
import { postponeUpdate, restartForUpdate } from './update-commands.ts';

/** Asks before Pier restarts for an update: what that stops, and whether it is to wait for its end instead. */
export function RestartDialog() {
  const connection = useConnection();
  const opened = usePier(({ view }) => view.restartForUpdate);
  const updates = usePier((state) => state.updates);
  const tasks = usePier(
    ({ tasks: { byId } }) => Object.values(byId).filter(({ state }) => state === 'running').length,
  );
  const close = () => updateView({ restartForUpdate: false });
  const update = updates?.update;
  if (!updates || (update?.kind !== 'ready' && update?.kind !== 'postponed')) return null;
  const { running } = updates;
  const canWait = postponeUpdate.when(updates);
  return (
    <Modal opened={opened} onClose={close} size="lg" title={t.updates.dialogTitle(update.release.version)}>
      <p className={classes.dialogText}>
        {running === undefined
          ? t.updates.dialogUnknown
          : running === 0
            ? t.updates.dialogNone
            : t.updates.dialogRunning(running)}
      </p>
      {tasks > 0 && <p className={classes.dialogText}>{t.updates.dialogTasks(tasks)}</p>}
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" data-autofocus onClick={close}>
          {t.app.cancel}
        </Button>
        {canWait && (
          <Button
            variant="default"
            onClick={() => {
              close();
              void postponeUpdate.perform(updates, connection);
            }}
          >
            {t.updates.wait}
          </Button>
        )}
        <Button
          {...(running !== 0 && { color: 'red.9' })}
          onClick={() => {
            close();
            void restartForUpdate(connection, running ?? 'unknown');
          }}
        >
          {running ? t.updates.confirmRunning(running) : t.updates.confirm}
        </Button>
      </Group>
    </Modal>
  );
}
