import type { PierFiles } from '../../vm/files.ts';
import { readHeadlessRecord } from '../headless/headless-record.ts';
import { type BackendConnection, connectBackend, withBackend } from './connect.ts';
import { followMachine } from './follow-machine.ts';
import { spawnHost } from './spawn-host.ts';
import { reportOfBackend } from './status.ts';
import { type JsonOption, Tell } from './tell.ts';

/** `pier start`: resolves when Docker answers. Idempotent. A backend is started in the background where none runs. */
export async function start(files: PierFiles, entry: string, options: JsonOption): Promise<void> {
  const tell = new Tell(options);
  const connection = (await connectBackend(files.run.pierSocket)) ?? (await spawnHost(files, entry));
  await withBackend(connection, async () => {
    await followMachine(connection, tell, () => connection.client.machine.start({}));
    await tellWhere(files, connection, tell);
    if (tell.json) tell.value(await reportOfBackend(files, connection));
  });
}

/** `pier restart`: stops the machine, or the engine in it alone, and starts it again; starts it where it does not run. */
export async function restart(
  files: PierFiles,
  entry: string,
  options: JsonOption & { engine: boolean },
): Promise<void> {
  const connection = await connectBackend(files.run.pierSocket);
  if (!connection) return start(files, entry, options);
  const tell = new Tell(options);
  const { machine } = connection.client;
  await withBackend(connection, async () => {
    if (options.engine) {
      await machine.restartEngine({});
      tell.say('The engine was restarted; containers kept running.\n');
    } else {
      await followMachine(connection, tell, () => machine.restart({}));
    }
    if (tell.json) tell.value(await reportOfBackend(files, connection));
  });
}

async function tellWhere(files: PierFiles, { client }: BackendConnection, tell: Tell): Promise<void> {
  tell.say(`Docker is at unix://${files.run.dockerSocket}\n`);
  const record = readHeadlessRecord(files.run.headless);
  const { pid } = await client.app.info({});
  if (record?.pid === pid) tell.say(`The dashboard is at ${record.url}\n`);
}
