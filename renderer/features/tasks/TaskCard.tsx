import { ActionIcon, Button, Tooltip } from '@mantine/core';
import { IconTrash, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import type { Task } from '../../../shared/contract/tasks.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { formatAge } from '../../components/format-duration.ts';
import { t } from '../../i18n/index.ts';
import { updateView } from '../../store/store.ts';
import { cancelTask, dismissTasks } from './start-task.ts';
import { TaskItems } from './TaskItems.tsx';
import { TaskOutput } from './TaskOutput.tsx';
import { TaskProgress } from './TaskProgress.tsx';
import classes from './Tasks.module.css';
import { taskPlace } from './task-place.ts';

/** One task with all there is to know of it. */
export function TaskCard({ task }: { task: Task }) {
  const connection = useConnection();
  const [output, setOutput] = useState(false);
  const running = task.state === 'running';
  const place = taskPlace(task);
  return (
    <li className={classes.card} data-state={task.state} data-task={task.title}>
      <div className={classes.cardHead}>
        <strong className={classes.cardTitle}>{task.title}</strong>
        {running ? (
          task.cancellable && (
            <Tooltip label={t.app.cancel}>
              <ActionIcon
                variant="subtle"
                color="gray"
                size="sm"
                aria-label={t.tasks.cancel(task.title)}
                onClick={() => void cancelTask(connection, task.id)}
              >
                <IconX size={15} stroke={1.8} />
              </ActionIcon>
            </Tooltip>
          )
        ) : (
          <Tooltip label={t.app.dismiss}>
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              aria-label={t.tasks.dismiss(task.title)}
              onClick={() => void dismissTasks(connection, task.id)}
            >
              <IconTrash size={15} stroke={1.8} />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
      {running ? <TaskProgress task={task} /> : <Ending task={task} />}
      {running && task.items.length > 0 && <TaskItems items={task.items} />}
      {place && (
        <Button
          component="a"
          href={place.href}
          size="compact-xs"
          variant="subtle"
          onClick={() => updateView({ activity: false })}
        >
          {place.title}
        </Button>
      )}
      {task.hasOutput && (
        <Button size="compact-xs" variant="subtle" aria-expanded={output} onClick={() => setOutput(!output)}>
          {output ? t.tasks.hideOutput : t.tasks.showOutput}
        </Button>
      )}
      {output && <TaskOutput taskId={task.id} />}
    </li>
  );
}

function Ending({ task }: { task: Task }) {
  const took = task.endedAt === undefined ? '' : t.tasks.took(formatAge(task.endedAt - task.startedAt));
  return (
    <>
      <p className={classes.ending}>
        <span className={classes.state} data-state={task.state}>
          {t.tasks.states[task.state]}
        </span>
        {[task.state === 'done' && task.status, took].filter(Boolean).join(' · ')}
      </p>
      {task.error && (
        <p className={classes.error}>
          {task.error.message} {task.error.hint}
        </p>
      )}
    </>
  );
}
