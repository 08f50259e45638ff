import { FormFailure } from '../../components/FormFailure.tsx';
import { t } from '../../i18n/index.ts';
import { TaskItems } from './TaskItems.tsx';
import { TaskProgress } from './TaskProgress.tsx';
import classes from './TaskRunView.module.css';
import type { TaskRun } from './use-task-run.ts';

/** How far a dialog's task is, or why it failed. The form stays as it was. */
export function TaskRunView({ run: { task, error, busy } }: { run: TaskRun }) {
  if (error && !busy) {
    return <FormFailure error={error} />;
  }
  if (task?.state === 'cancelled') {
    return (
      <p className={classes.cancelled} role="status">
        {t.tasks.states.cancelled}
      </p>
    );
  }
  if (task?.state !== 'running') return null;
  return (
    <div className={classes.run}>
      <TaskProgress task={task} />
      {task.items.length > 0 && <TaskItems items={task.items} />}
    </div>
  );
}
