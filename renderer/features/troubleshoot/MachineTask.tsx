import { Button } from '@mantine/core';
import { useConnection } from '../../app/connection-context.tsx';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import { cancelTask } from '../tasks/start-task.ts';
import { TaskProgress } from '../tasks/TaskProgress.tsx';
import { isMachineTask } from './machine-task.ts';
import classes from './Troubleshoot.module.css';

/** What goes on with all data of the engine, while it goes on. */
export function MachineTask() {
  const connection = useConnection();
  const task = usePier(({ tasks }) => Object.values(tasks.byId).find((each) => each && isMachineTask(each)));
  if (!task) return null;
  return (
    <section className={classes.task} aria-label={task.title}>
      <div className={classes.taskHead}>
        <strong>{task.title}</strong>
        {task.cancellable && (
          <Button size="compact-sm" variant="default" onClick={() => void cancelTask(connection, task.id)}>
            {t.app.cancel}
          </Button>
        )}
      </div>
      <TaskProgress task={task} />
    </section>
  );
}

/** Whether one is under way: there is one at a time. */
export function useMachineTaskRuns(): boolean {
  return usePier(({ tasks }) => Object.values(tasks.byId).some((each) => each && isMachineTask(each)));
}
