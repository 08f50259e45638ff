import { resolve } from 'node:path';
import { AppError } from '../../shared/errors.ts';
import type { PierFiles } from '../../vm/files.ts';
import { DiskMove } from '../backend/machine-data/disk-move.ts';
import { connectBackend, withBackend } from './connect.ts';
import { followTask } from './follow-task.ts';
import type { Tell } from './tell.ts';

/** Not in the settings' file: see data-disk-place.ts. */
export const DISK_LOCATION = 'disk-location';
export const DISK_LOCATION_ABOUT = 'folder that the data disk is in; moving it stops the machine meanwhile';

/** The folder that the data disk is in. */
export function diskLocation(files: PierFiles): string {
  return new DiskMove(files).folder;
}

/** `pier config set disk-location <folder>`: moves the data disk, and waits until it is there. */
export async function moveDisk(files: PierFiles, value: string, tell: Tell): Promise<void> {
  const folder = value === 'default' ? new DiskMove(files).ownFolder : resolve(value);
  const connection = await connectBackend(files.run.pierSocket);
  if (!connection) {
    throw new AppError(
      'backend_not_running',
      'Move the data disk: Pier does not run.',
      'Start it first: pier start. It stops the machine for as long as the move takes.',
    );
  }
  await withBackend(connection, () =>
    followTask(connection, tell, () => connection.client.machineData.moveDisk({ folder })),
  );
  tell.value({ name: DISK_LOCATION, value: folder, holds: 'now' });
}
