import { AppError } from '../../shared/errors.ts';
import { printBytes } from '../../shared/model/settings.ts';
import type { PierFiles } from '../../vm/files.ts';
import { type BackendConnection, connectBackend, withBackend } from './connect.ts';

/** `pier pause`: resolves when the machine stands still. Idempotent. */
export async function pause(files: PierFiles): Promise<void> {
  await onMachine(files, ({ client }) => client.machine.pause({}));
  process.stdout.write('The engine is paused. It goes on with: pier resume\n');
}

/** `pier resume`: also wakes one that the resource saver paused. Idempotent. */
export async function resume(files: PierFiles): Promise<void> {
  const { state } = await onMachine(files, ({ client }) => client.machine.resume({}));
  process.stdout.write(`The engine is ${state.kind}.\n`);
}

/** `pier reclaim`: says how much came back. */
export async function reclaim(files: PierFiles): Promise<void> {
  const { memoryBytes, diskBytes } = await onMachine(files, ({ client }) => client.machine.reclaim({}));
  process.stdout.write(
    `Given back: ${printBytes(memoryBytes)} of memory, ${printBytes(diskBytes)} of disk.\n`,
  );
}

async function onMachine<T>(files: PierFiles, work: (open: BackendConnection) => Promise<T>): Promise<T> {
  const connection = await connectBackend(files.run.pierSocket);
  if (!connection) {
    throw new AppError('backend_not_running', 'Reach Pier: it does not run.', 'Start it with: pier start');
  }
  return withBackend(connection, work);
}
