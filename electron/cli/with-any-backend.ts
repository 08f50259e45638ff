import type { PierFiles } from '../../vm/files.ts';
import { type BackendConnection, connectBackend, withBackend } from './connect.ts';
import { spawnHost } from './spawn-host.ts';

/**
 * Runs a piece of work on the backend that runs, else on one that is started for it, leaves the engine as it is, and ends
 * with it. A machine that was left without a backend keeps this one, as after `pier start`: with its end it would be
 * stopped.
 */
export async function withAnyBackend<T>(
  files: PierFiles,
  entry: string,
  work: (connection: BackendConnection) => Promise<T>,
): Promise<T> {
  const running = await connectBackend(files.run.pierSocket);
  if (running) return withBackend(running, work);
  const own = await spawnHost(files, entry, { ...process.env, PIER_NO_AUTOSTART: '1' });
  return withBackend(own, async (connection) => {
    const { state } = await connection.client.machine.status({});
    if (!own.isOurs || !['absent', 'stopped', 'failed'].includes(state.kind)) return work(connection);
    try {
      return await work(connection);
    } finally {
      await connection.client.app.quit({}).catch(() => {});
      await connection.closed;
    }
  });
}
