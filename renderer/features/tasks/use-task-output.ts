import { type RefObject, useCallback, useRef } from 'react';
import { useConnection } from '../../app/connection-context.tsx';
import { usePier } from '../../store/store.ts';
import { type Log, type LogSource, useLog } from '../logs/use-log.ts';

export interface TaskOutputLog {
  log: Log;
  /** The task's number of the log's first line: of a long output the oldest lines are not there. */
  first: RefObject<number>;
}

/** What a task writes, as it goes on, and again after a lost connection. */
export function useTaskOutput(taskId: string): TaskOutputLog {
  const connection = useConnection();
  const connected = usePier((state) => state.connection.kind === 'open');
  const first = useRef(0);
  const open = useCallback<LogSource>(
    async function* (signal) {
      const output = connection.client().tasks.output({ id: taskId }, { signal });
      let isFirst = true;
      for await (const batch of output) {
        if (isFirst) first.current = batch.first;
        isFirst = false;
        yield batch.lines;
      }
    },
    [connection, taskId],
  );
  return { log: useLog(open, { occasion: `${taskId} ${connected}` }), first };
}
