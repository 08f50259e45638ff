import type { Readable } from 'node:stream';
import { AppError } from '../../../../shared/errors.ts';
import type { TaskDescription, TaskHandle, TaskRegistry } from '../../tasks/task-registry.ts';

/**
 * A stream that a task stands for: the task ends with it, and cancelling the task breaks it.
 * @throws what `open` throws
 */
export function streamTask(
  tasks: TaskRegistry,
  description: TaskDescription,
  open: (task: TaskHandle) => Promise<Readable>,
): Promise<Readable> {
  return new Promise((resolve, reject) => {
    tasks.start(description, async (task) => {
      let stream: Readable;
      try {
        stream = await open(task);
      } catch (error) {
        reject(error);
        throw error;
      }
      const closed = new Promise<void>((done, fail) => {
        stream.once('error', fail);
        stream.once('close', () => (stream.readableEnded ? done() : fail(stoppedByReceiver(description))));
      });
      task.signal.addEventListener('abort', () => stream.destroy(new Error('The transfer was cancelled.')));
      resolve(stream);
      await closed;
      return { status: 'Downloaded' };
    });
  });
}

function stoppedByReceiver({ title }: TaskDescription): AppError {
  return new AppError('cancelled', `${title}: stopped by who received it.`, 'Start it again if you need it.');
}
