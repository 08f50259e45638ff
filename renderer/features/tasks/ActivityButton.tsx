import { ActionIcon, Indicator } from '@mantine/core';
import { IconBell, IconLoader2 } from '@tabler/icons-react';
import { t } from '../../i18n/index.ts';
import { updateView, usePier } from '../../store/store.ts';
import classes from './Tasks.module.css';

/** Tells that something goes on or was told, and opens what. */
export function ActivityButton() {
  const running = usePier(
    ({ tasks }) => tasks.order.filter((id) => tasks.byId[id]?.state === 'running').length,
  );
  const unread = usePier(({ notices }) => notices.filter((notice) => !notice.read).length);
  const words = [running > 0 && t.tasks.running(running), unread > 0 && t.tasks.unread(unread)];
  const label = [t.tasks.activity, ...words.filter(Boolean)].join(', ');
  return (
    <Indicator disabled={unread === 0} size={7} offset={6} color="red">
      <ActionIcon
        variant="subtle"
        color="gray"
        size="lg"
        aria-label={label}
        title={label}
        onClick={() => updateView({ activity: true })}
      >
        {running > 0 ? (
          <IconLoader2 size={18} stroke={1.8} className={classes.spinning} />
        ) : (
          <IconBell size={18} stroke={1.7} />
        )}
      </ActionIcon>
    </Indicator>
  );
}
