import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { remember } from '../../commands/notify.ts';
import { t } from '../../i18n/index.ts';
import { updateView } from '../../store/store.ts';
import type { Made } from './use-run.ts';

/** Tells that a container runs or is there, what the engine warned of, and offers the logs of one that runs. */
export function notifyStarted({ kind, id, name, warnings }: Made): void {
  const warned = warnings.length > 0;
  const key = `started-${id}`;
  const done = kind === 'started' ? t.run.started(name) : t.run.created(name);
  const title = warned ? t.run.withWarnings(done) : done;
  remember({ id: key, tone: warned ? 'warn' : 'good', title, text: warnings.join(' ') });
  const openLogs = () => {
    notifications.hide(key);
    updateView({ logsOf: { id, name }, selected: id });
  };
  notifications.show({
    id: key,
    title,
    message: (
      <>
        {warned && <p>{warnings.join(' ')}</p>}
        {kind === 'started' && (
          <Button variant="light" size="compact-sm" mt={6} onClick={openLogs}>
            {t.run.showLogs}
          </Button>
        )}
      </>
    ),
    color: warned ? 'yellow' : 'pier',
    autoClose: warned ? false : 10_000,
    withBorder: true,
  });
}
