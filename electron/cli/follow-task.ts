import type { Task } from '../../shared/contract/tasks.ts';
import { AppError } from '../../shared/errors.ts';
import { printBytes } from '../../shared/model/settings.ts';
import type { BackendConnection } from './connect.ts';
import type { Tell } from './tell.ts';

/**
 * Starts a task and tells what it is at until it ends. Ctrl-C cancels it.
 * @returns the task as it ended well @throws AppError with why it did not
 */
export async function followTask(
  { client }: BackendConnection,
  tell: Tell,
  start: () => Promise<{ taskId: string }>,
): Promise<Task> {
  const { taskId } = await start();
  const interrupt = () => void client.tasks.cancel({ id: taskId }).catch(() => {});
  process.on('SIGINT', interrupt);
  const done = new AbortController();
  try {
    let told = '';
    for await (const update of client.tasks.watch({}, { signal: done.signal })) {
      const tasks = update.kind === 'snapshot' ? update.tasks : update.upsert;
      const task = tasks.find(({ id }) => id === taskId);
      if (!task) continue;
      if (task.state === 'running') {
        const line = lineOf(task);
        if (line && line !== told) tell.say(`${line} …\n`);
        told = line;
        continue;
      }
      return endOf(task, tell);
    }
    throw new AppError(
      'connection_lost',
      `${taskId}: Pier ended meanwhile.`,
      'See what came of it: pier status',
    );
  } finally {
    done.abort();
    process.off('SIGINT', interrupt);
  }
}

/** With its progress in tenths: a line for each of them is enough. */
function lineOf({ status, currentBytes, totalBytes }: Task): string {
  if (!status || !totalBytes || currentBytes === undefined || currentBytes >= totalBytes) return status;
  return `${status}: ${Math.floor((currentBytes / totalBytes) * 10) * 10} %`;
}

function endOf(task: Task, tell: Tell): Task {
  if (task.error) throw AppError.fromData(task.error);
  if (task.state === 'cancelled') {
    throw new AppError('cancelled', `${task.title} was cancelled.`, 'Start it again if you need it.');
  }
  const amount = task.currentBytes === undefined ? '' : ` (${printBytes(task.currentBytes)})`;
  tell.say(`${task.status}${amount}.\n`);
  return task;
}
