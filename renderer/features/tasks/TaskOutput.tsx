import { t } from '../../i18n/index.ts';
import { LogView } from '../logs/LogView.tsx';
import classes from './Tasks.module.css';
import { useTaskOutput } from './use-task-output.ts';

/** What a task writes, as it goes on. */
export function TaskOutput({ taskId }: { taskId: string }) {
  const { log } = useTaskOutput(taskId);
  return (
    <div className={classes.output}>
      <LogView log={log} label={t.tasks.output} timestamps={false} emptyText="" />
    </div>
  );
}
