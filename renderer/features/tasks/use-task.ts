import { useRef } from 'react';
import type { Task } from '../../../shared/contract/tasks.ts';
import type { ErrorData } from '../../../shared/errors.ts';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';

/**
 * A task as it is, or as it ended before it was taken off the list. `lost` where it ran and is known no more: tasks
 * end with the backend, and nobody would tell its end.
 */
export function useTask(taskId: string | undefined): { task: Task | undefined; lost: ErrorData | undefined } {
  const found = usePier((state) => (taskId === undefined ? undefined : state.tasks.byId[taskId]));
  const seen = useRef<Task>(undefined);
  if (found) seen.current = found;
  const last = seen.current?.id === taskId ? seen.current : undefined;
  const isLost = found === undefined && last?.state === 'running';
  return {
    task: found ?? (isLost ? undefined : last),
    lost: isLost ? { code: 'task_not_found', message: t.tasks.lost, hint: t.tasks.lostHint } : undefined,
  };
}
