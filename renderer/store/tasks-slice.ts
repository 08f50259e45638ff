import type { Task, TasksUpdate } from '../../shared/contract/tasks.ts';

export interface TasksSlice {
  byId: Readonly<Record<string, Task>>;
  /** Ids, the newest first. */
  order: readonly string[];
}

export const initialTasks: TasksSlice = { byId: {}, order: [] };

/** The tasks after one item of `tasks.watch`. */
export function reduceTasks(slice: TasksSlice, update: TasksUpdate): TasksSlice {
  const byId = update.kind === 'snapshot' ? {} : { ...slice.byId };
  if (update.kind === 'delta') for (const id of update.remove) delete byId[id];
  for (const task of update.kind === 'snapshot' ? update.tasks : update.upsert) byId[task.id] = task;
  const order = Object.values(byId)
    .sort((a, b) => b.startedAt - a.startedAt)
    .map(({ id }) => id);
  return { byId, order };
}
