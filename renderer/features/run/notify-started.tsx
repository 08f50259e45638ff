import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { remember } from '../../commands/notify.ts';
import { t } from '../../i18n/index.ts';
import { updateView } from '../../store/store.ts';
import type { Started } from './use-run.ts';

/** Tells that a container runs, what the engine warned of, and offers its logs. */
export function notifyStarted({ id, name, warnings }: Started): void {
  const warned = warnings.length > 0;
  const key = `started-${id}`;
  remember({
    tone: warned ? 'warn' : 'good',
    title: warned ? t.run.startedWarnings(name) : t.run.started(name),
    text: warnings.join(' '),
  });
  const openLogs = () => {
    notifications.hide(key);
    updateView({ logsOf: { id, name }, selected: id });
  };
  notifications.show({
    id: key,
    title: warned ? t.run.startedWarnings(name) : t.run.started(name),
    message: (
      <>
        {warned && <p>{warnings.join(' ')}</p>}
        <Button variant="light" size="compact-sm" mt={6} onClick={openLogs}>
          {t.run.showLogs}
        </Button>
      </>
    ),
    color: warned ? 'yellow' : 'pier',
    autoClose: warned ? false : 10_000,
    withBorder: true,
  });
}
