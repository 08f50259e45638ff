import { useCallback } from 'react';
import { useConnection } from '../../app/connection-context.tsx';
import { t } from '../../i18n/index.ts';
import { LogView } from '../logs/LogView.tsx';
import { type LogSource, useLog } from '../logs/use-log.ts';
import classes from './Tasks.module.css';

/** What a task writes, as it goes on. */
export function TaskOutput({ taskId }: { taskId: string }) {
  const connection = useConnection();
  const open = useCallback<LogSource>(
    async function* (signal) {
      const output = connection.client().tasks.output({ id: taskId }, { signal });
      for await (const { lines } of output) yield lines;
    },
    [connection, taskId],
  );
  const log = useLog(open, { occasion: taskId });
  return (
    <div className={classes.output}>
      <LogView log={log} label={t.tasks.output} timestamps={false} emptyText="" />
    </div>
  );
}
