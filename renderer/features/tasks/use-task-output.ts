import { useCallback } from 'react';
import { useConnection } from '../../app/connection-context.tsx';
import { usePier } from '../../store/store.ts';
import { type Log, type LogSource, useLog } from '../logs/use-log.ts';

/** What a task writes, as it goes on, and again after a lost connection. */
export function useTaskOutput(taskId: string): Log {
  const connection = useConnection();
  const connected = usePier((state) => state.connection.kind === 'open');
  const open = useCallback<LogSource>(
    async function* (signal) {
      const output = connection.client().tasks.output({ id: taskId }, { signal });
      for await (const { lines } of output) yield lines;
    },
    [connection, taskId],
  );
  return useLog(open, { occasion: `${taskId} ${connected}` });
}
