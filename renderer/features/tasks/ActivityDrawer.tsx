import { Button, Drawer } from '@mantine/core';
import { useEffect } from 'react';
import type { Task } from '../../../shared/contract/tasks.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { t } from '../../i18n/index.ts';
import { markAllRead } from '../../store/notices-slice.ts';
import { updateView, usePier } from '../../store/store.ts';
import { NoticeList } from './NoticeList.tsx';
import { dismissTasks } from './start-task.ts';
import { TaskCard } from './TaskCard.tsx';
import classes from './Tasks.module.css';

/** Long operations, and what was told, at the side of every page. */
export function ActivityDrawer() {
  const opened = usePier((state) => state.view.activity);
  return (
    <Drawer
      opened={opened}
      onClose={() => updateView({ activity: false })}
      position="right"
      size="27rem"
      title={t.tasks.activity}
      closeButtonProps={{ 'aria-label': t.app.close }}
      lockScroll={false}
      transitionProps={{ duration: 120 }}
    >
      <Tasks />
      <Messages />
    </Drawer>
  );
}

function Tasks() {
  const connection = useConnection();
  const slice = usePier((state) => state.tasks);
  const tasks = slice.order.flatMap((id): Task[] => (slice.byId[id] ? [slice.byId[id]] : []));
  const ended = tasks.some(({ state }) => state !== 'running');
  return (
    <section aria-labelledby="activity-tasks">
      <div className={classes.sectionHead}>
        <h3 id="activity-tasks" className={classes.sectionTitle}>
          {t.tasks.title}
        </h3>
        {ended && (
          <Button size="compact-xs" variant="subtle" onClick={() => void dismissTasks(connection)}>
            {t.tasks.clear}
          </Button>
        )}
      </div>
      {tasks.length === 0 && (
        <p className={classes.empty}>
          <strong>{t.tasks.empty}.</strong> {t.tasks.emptyText}
        </p>
      )}
      <ul className={classes.list}>
        {tasks.map((task) => (
          <TaskCard key={task.id} task={task} />
        ))}
      </ul>
    </section>
  );
}

function Messages() {
  const notices = usePier((state) => state.notices);
  // Who has seen them here has read them.
  useEffect(() => () => usePier.setState((state) => ({ notices: markAllRead(state.notices) })), []);
  return (
    <section aria-labelledby="activity-messages">
      <div className={classes.sectionHead}>
        <h3 id="activity-messages" className={classes.sectionTitle}>
          {t.tasks.messages}
        </h3>
        {notices.length > 0 && (
          <Button size="compact-xs" variant="subtle" onClick={() => usePier.setState({ notices: [] })}>
            {t.tasks.clearMessages}
          </Button>
        )}
      </div>
      {notices.length === 0 ? (
        <p className={classes.empty}>
          <strong>{t.tasks.noMessages}.</strong> {t.tasks.noMessagesText}
        </p>
      ) : (
        <NoticeList notices={notices} />
      )}
    </section>
  );
}
