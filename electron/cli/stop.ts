import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../shared/errors.ts';
import type { PierFiles } from '../../vm/files.ts';
import { isAlive } from '../../vm/is-alive.ts';
import { readLockHolder } from '../backend/lock/home-lock.ts';
import { readHeadlessRecord } from '../headless/headless-record.ts';
import { type BackendConnection, connectBackend, withBackend } from './connect.ts';
import { followMachine } from './follow-machine.ts';
import { spawnHost } from './spawn-host.ts';
import { makeReport } from './status.ts';
import { type JsonOption, Tell } from './tell.ts';

/** A host has nothing left to do but close when its machine is stopped. */
const EXIT_LIMIT_MS = 30_000;

/**
 * `pier stop`: resolves when the engine is stopped, and the backend gone where the CLI had started it. Idempotent. A
 * machine that a killed backend left behind is stopped too.
 * @param options.abandoned only such a one: what a backend has is that backend's
 */
export async function stop(
  files: PierFiles,
  entry: string,
  options: JsonOption & { force: boolean; abandoned: boolean },
): Promise<void> {
  const tell = new Tell(options);
  if (options.abandoned && isHeld(files)) return;
  let connection = await connectBackend(files.run.pierSocket);
  if (!connection) {
    const { inspectMachine } = await import('./inspect-machine.ts');
    const { state, isOurs } = await inspectMachine(files);
    if (state !== 'running' || !isOurs) {
      tell.say('Pier does not run.\n');
      if (tell.json) tell.value(await makeReport(files));
      return;
    }
    // Only a backend can stop it in order: this one adopts it.
    const host = await spawnHost(files, entry, { ...process.env, PIER_NO_AUTOSTART: '1' });
    if (options.abandoned && !host.isOurs) {
      host.close();
      return;
    }
    connection = host;
  }
  await withBackend(connection, (open) => stopBackend(files, open, tell, options.force));
  if (tell.json) tell.value(await makeReport(files));
}

function isHeld(files: PierFiles): boolean {
  const holder = readLockHolder(files.run.lock);
  return holder !== undefined && isAlive(holder.pid);
}

async function stopBackend(
  files: PierFiles,
  connection: BackendConnection,
  tell: Tell,
  force: boolean,
): Promise<void> {
  const { client } = connection;
  const { pid } = await client.app.info({});
  const record = readHeadlessRecord(files.run.headless);
  const isInBackground = record?.pid === pid && record.background;
  const { info } = await client.machine.status({});
  if (info.hasMachine || !isInBackground) {
    await followMachine(connection, tell, () => client.machine.stop({ force }));
  }
  if (isInBackground) await quit(connection, pid);
}

async function quit({ client, closed }: BackendConnection, pid: number): Promise<void> {
  await client.app.quit({});
  await closed;
  const deadline = Date.now() + EXIT_LIMIT_MS;
  while (isAlive(pid)) {
    if (Date.now() > deadline) {
      const hint = `End it by force: kill -9 ${pid}`;
      throw new AppError('internal', `Cannot quit Pier: process ${pid} does not end.`, hint);
    }
    await sleep(20);
  }
}
