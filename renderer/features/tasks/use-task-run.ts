import { useEffect, useRef, useState } from 'react';
import type { PierClient } from '../../../shared/contract/index.ts';
import type { Task } from '../../../shared/contract/tasks.ts';
import { type ErrorData, toAppError } from '../../../shared/errors.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { notifyDone } from '../../commands/notify.ts';
import { t } from '../../i18n/index.ts';
import { cancelTask } from './start-task.ts';
import { tellTaskEndMyself } from './tell-task-end.ts';
import { useTask } from './use-task.ts';

export interface TaskRun {
  /** Undefined before the start, and until the first word of the task. */
  task: Task | undefined;
  busy: boolean;
  /** Why it could not be started, or how it failed; gone with the next start. */
  error: ErrorData | undefined;
  /** Never rejects. */
  start(call: (client: PierClient) => Promise<{ taskId: string }>): Promise<void>;
  cancel(): void;
}

/**
 * A task that a dialog starts and shows. It goes on when the dialog is closed, and then tells its end by itself.
 * @param onDone called when it is done, which has been told in the corner then
 * @param options.quiet what comes of it is seen at once, and need not be told
 */
export function useTaskRun(onDone: (task: Task) => void, options: { quiet?: boolean } = {}): TaskRun {
  const connection = useConnection();
  const [taskId, setTaskId] = useState<string>();
  const [starting, setStarting] = useState(false);
  const [failure, setFailure] = useState<ErrorData>();
  const { task, lost } = useTask(taskId);
  const { quiet = false } = options;
  const done = useRef(onDone);
  done.current = onDone;
  useEffect(() => (taskId === undefined ? undefined : tellTaskEndMyself(taskId)), [taskId]);
  useEffect(() => {
    if (task?.state !== 'done') return;
    if (!quiet) notifyDone(task.id, t.tasks.done(task.title), task.status);
    done.current(task);
  }, [task, quiet]);

  const start: TaskRun['start'] = async (call) => {
    setFailure(undefined);
    setTaskId(undefined);
    setStarting(true);
    try {
      setTaskId((await call(connection.client())).taskId);
    } catch (thrown) {
      setFailure(toAppError(thrown).toData());
    } finally {
      setStarting(false);
    }
  };
  return {
    task,
    busy: starting || (taskId !== undefined && !lost && (task === undefined || task.state === 'running')),
    error: failure ?? task?.error ?? lost,
    start,
    cancel: () => {
      if (taskId !== undefined) void cancelTask(connection, taskId);
    },
  };
}
