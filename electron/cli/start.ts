import type { PierFiles } from '../../vm/files.ts';
import { readHeadlessRecord } from '../headless/headless-record.ts';
import { type BackendConnection, connectBackend, withBackend } from './connect.ts';
import { followMachine } from './follow-machine.ts';
import { spawnHost } from './spawn-host.ts';

/** `pier start`: resolves when Docker answers. Idempotent. A backend is started in the background where none runs. */
export async function start(files: PierFiles, entry: string): Promise<void> {
  const connection = (await connectBackend(files.run.pierSocket)) ?? (await spawnHost(files, entry));
  await withBackend(connection, async () => {
    await followMachine(connection, () => connection.client.machine.start({}));
    await tellWhere(files, connection);
  });
}

/** `pier restart`: stops the machine, or the engine in it alone, and starts it again; starts it where it does not run. */
export async function restart(files: PierFiles, entry: string, options: { engine: boolean }): Promise<void> {
  const connection = await connectBackend(files.run.pierSocket);
  if (!connection) return start(files, entry);
  const { machine } = connection.client;
  await withBackend(connection, async () => {
    if (!options.engine) return followMachine(connection, () => machine.restart({}));
    await machine.restartEngine({});
    process.stdout.write('The engine was restarted; containers kept running.\n');
  });
}

async function tellWhere(files: PierFiles, { client }: BackendConnection): Promise<void> {
  process.stdout.write(`Docker is at unix://${files.run.dockerSocket}\n`);
  const record = readHeadlessRecord(files.run.headless);
  const { pid } = await client.app.info({});
  if (record?.pid === pid) process.stdout.write(`The dashboard is at ${record.url}\n`);
}
