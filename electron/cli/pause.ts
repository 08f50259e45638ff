import { AppError } from '../../shared/errors.ts';
import { printBytes } from '../../shared/model/settings.ts';
import type { PierFiles } from '../../vm/files.ts';
import { type BackendConnection, connectBackend, withBackend } from './connect.ts';
import { reportOfBackend } from './status.ts';
import { type JsonOption, Tell } from './tell.ts';

/** `pier pause`: resolves when the machine stands still. Idempotent. */
export async function pause(files: PierFiles, options: JsonOption): Promise<void> {
  await onMachine(files, async (open) => {
    await open.client.machine.pause({});
    const tell = new Tell(options);
    tell.say('The engine is paused. It goes on with: pier resume\n');
    if (tell.json) tell.value(await reportOfBackend(files, open));
  });
}

/** `pier resume`: also wakes one that the resource saver paused. Idempotent. */
export async function resume(files: PierFiles, options: JsonOption): Promise<void> {
  await onMachine(files, async (open) => {
    const { state } = await open.client.machine.resume({});
    const tell = new Tell(options);
    tell.say(`The engine is ${state.kind}.\n`);
    if (tell.json) tell.value(await reportOfBackend(files, open));
  });
}

/** `pier reclaim`: says how much came back. */
export async function reclaim(files: PierFiles, options: JsonOption): Promise<void> {
  const { memoryBytes, diskBytes } = await onMachine(files, ({ client }) => client.machine.reclaim({}));
  const tell = new Tell(options);
  tell.say(`Given back: ${printBytes(memoryBytes)} of memory, ${printBytes(diskBytes)} of disk.\n`);
  tell.value({ memoryBytes, diskBytes });
}

async function onMachine<T>(files: PierFiles, work: (open: BackendConnection) => Promise<T>): Promise<T> {
  const connection = await connectBackend(files.run.pierSocket);
  if (!connection) {
    throw new AppError('backend_not_running', 'Reach Pier: it does not run.', 'Start it with: pier start');
  }
  return withBackend(connection, work);
}
