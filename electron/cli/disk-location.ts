import { resolve } from 'node:path';
import type { Task } from '../../shared/contract/tasks.ts';
import { AppError } from '../../shared/errors.ts';
import type { PierFiles } from '../../vm/files.ts';
import { DiskMove } from '../backend/machine-data/disk-move.ts';
import { type BackendConnection, connectBackend, withBackend } from './connect.ts';

/** Not in the settings' file: see data-disk-place.ts. */
export const DISK_LOCATION = 'disk-location';
export const DISK_LOCATION_ABOUT = 'folder that the data disk is in; moving it stops the machine meanwhile';

/** The folder that the data disk is in. */
export function diskLocation(files: PierFiles): string {
  return new DiskMove(files).folder;
}

/** `pier config set disk-location <folder>`: moves the data disk, and waits until it is there. */
export async function moveDisk(files: PierFiles, value: string): Promise<void> {
  const folder = value === 'default' ? new DiskMove(files).ownFolder : resolve(value);
  const connection = await connectBackend(files.run.pierSocket);
  if (!connection) {
    throw new AppError(
      'backend_not_running',
      'Move the data disk: Pier does not run.',
      'Start it first: pier start. It stops the machine for as long as the move takes.',
    );
  }
  await withBackend(connection, async () => {
    const { taskId } = await connection.client.machineData.moveDisk({ folder });
    const { state, status, error } = await followTask(connection, taskId);
    if (error) throw AppError.fromData(error);
    if (state !== 'done')
      throw new AppError('cancelled', 'Move the data disk: it was cancelled.', 'It is where it was.');
    process.stdout.write(`${status}.\n`);
  });
}

/** Prints what a task is at, a line each. Resolves with how it ended. */
async function followTask({ client }: BackendConnection, id: string): Promise<Task> {
  let told = '';
  for await (const update of client.tasks.watch({})) {
    const task = (update.kind === 'snapshot' ? update.tasks : update.upsert).find((each) => each.id === id);
    if (!task) continue;
    if (task.state !== 'running') return task;
    const line = lineOf(task);
    if (line !== told) process.stdout.write(`${line} …\n`);
    told = line;
  }
  throw new AppError(
    'connection_lost',
    'Move the data disk: Pier is gone.',
    'Start it again: pier start. The disk is where it was, or where it was to go.',
  );
}

/** With its progress in tenths: a line for each of them is enough. */
function lineOf({ status, currentBytes, totalBytes }: Task): string {
  if (!totalBytes || currentBytes === undefined) return status;
  return `${status}: ${Math.floor((currentBytes / totalBytes) * 10) * 10} %`;
}
