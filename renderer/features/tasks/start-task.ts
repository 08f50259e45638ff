import { toAppError } from '../../../shared/errors.ts';
import { notifyError } from '../../commands/notify.ts';

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
