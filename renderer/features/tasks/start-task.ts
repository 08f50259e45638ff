import type { PierClient } from '../../../shared/contract/index.ts';
import { toAppError } from '../../../shared/errors.ts';
import type { CommandContext } from '../../commands/command.ts';
import { notifyError } from '../../commands/notify.ts';
import { t } from '../../i18n/index.ts';

/**
 * Starts a task of the backend; how it ends is told by itself. Never rejects.
 * @param failed what is told where it could not even be started: "Could not pull nginx"
 * @returns the task's id, undefined where it was not started
 */
export async function startTask(
  failed: string,
  call: () => Promise<{ taskId: string }>,
): Promise<string | undefined> {
  try {
    return (await call()).taskId;
  } catch (thrown) {
    notifyError(failed, failed, toAppError(thrown).toData());
    return undefined;
  }
}

/** Asks a task to end. Never rejects. */
export function cancelTask(context: CommandContext, id: string): Promise<void> {
  return tellFailure(context, (client) => client.tasks.cancel({ id }));
}

/** Takes a task that has ended off the list, or all of them. Never rejects. */
export function dismissTasks(context: CommandContext, id?: string): Promise<void> {
  return tellFailure(context, (client) => client.tasks.dismiss(id === undefined ? {} : { id }));
}

async function tellFailure(
  context: CommandContext,
  call: (client: PierClient) => Promise<unknown>,
): Promise<void> {
  try {
    await call(context.client());
  } catch (thrown) {
    const error = toAppError(thrown).toData();
    // It ended and was forgotten meanwhile: what was wanted is so.
    if (error.code !== 'task_not_found') notifyError('tasks', t.tasks.couldNot, error);
  }
}
