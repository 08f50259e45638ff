import type { PierClient } from '../../shared/contract/index.ts';
import { tellTaskEnd } from '../features/tasks/tell-task-end.ts';
import type { PierStore } from './store.ts';
import { reduceTasks } from './tasks-slice.ts';

/** Writes the tasks as they go on, and tells how those ended that ran before this page's eyes. */
export async function connectTasks(client: PierClient, store: PierStore, signal: AbortSignal): Promise<void> {
  for await (const update of client.tasks.watch({}, { signal })) {
    const before = store.getState().tasks.byId;
    store.setState((state) => ({ tasks: reduceTasks(state.tasks, update) }));
    const changed = update.kind === 'snapshot' ? update.tasks : update.upsert;
    for (const task of changed) {
      const wasSeen = before[task.id]?.state === 'running' || (update.kind === 'delta' && !before[task.id]);
      if (wasSeen && task.state !== 'running') tellTaskEnd(task);
    }
  }
}
