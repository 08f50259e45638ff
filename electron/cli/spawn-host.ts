import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../shared/errors.ts';
import type { PierFiles } from '../../vm/files.ts';
import { isAlive } from '../../vm/is-alive.ts';
import { readLockHolder } from '../backend/lock/home-lock.ts';
import { readHeadlessRecord } from '../headless/headless-record.ts';
import { type BackendConnection, connectBackend } from './connect.ts';

const LIMIT_MS = 60_000;
const LOOK_EVERY_MS = 50;

/**
 * Starts a headless host that outlives this process and connects to it. Where another process was faster, the
 * connection is to that one's backend, which is not ours to end.
 * @param entry the running program, which the host's bundle lies beside
 * @throws AppError with what the host said where it does not come up
 */
export async function spawnHost(
  files: PierFiles,
  entry: string,
  env: NodeJS.ProcessEnv = process.env,
): Promise<BackendConnection & { isOurs: boolean }> {
  const script = join(dirname(entry), 'headless.js');
  if (!existsSync(script)) {
    throw new AppError('not_built', `Cannot start Pier: '${script}' is missing.`, 'Build it: npm run build');
  }
  const deadline = Date.now() + LIMIT_MS;
  let host = launch(script, env);
  let wasSlower = false;
  try {
    for (;;) {
      const gone = host.ended();
      const connection = await connectBackend(files.run.pierSocket);
      const pid = connection && (await whoIsUp(connection, files, host.pid));
      if (connection && pid !== undefined) return { ...connection, isOurs: pid === host.pid };
      connection?.close();
      if (Date.now() > deadline)
        throw hostFailed(host.said(), `it does not answer after ${LIMIT_MS / 1000} s`);
      if (gone !== undefined && isHeldByAnother(files, host.pid)) {
        wasSlower = true;
      } else if (gone !== undefined) {
        if (!wasSlower) throw hostFailed(host.said(), gone);
        // The one that was faster did not come up, or quit again.
        wasSlower = false;
        host = launch(script, env);
      }
      await sleep(LOOK_EVERY_MS);
    }
  } finally {
    host.letGo();
  }
}

function launch(script: string, env: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, [script, '--background'], {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
    env,
  });
  let said = '';
  let ended: string | undefined;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  child.on('error', (error) => {
    ended = error.message;
  });
  // 'close' and not 'exit': what it said has arrived by then.
  child.on('close', (code, signal) => {
    ended = `it ended with ${signal ?? code}`;
  });
  return {
    pid: child.pid,
    ended: () => ended,
    said: () => said,
    letGo() {
      child.stderr.destroy();
      child.unref();
    },
  };
}

/** Whether another backend has the installation, which may not answer yet. */
function isHeldByAnother(files: PierFiles, ours: number | undefined): boolean {
  const holder = readLockHolder(files.run.lock);
  return holder !== undefined && holder.pid !== ours && isAlive(holder.pid);
}

/**
 * A host of ours is up when it has told where it serves: until then it may still fail, on a port that is taken for one,
 * and nobody knows it as one that runs in the background.
 */
async function whoIsUp(
  { client }: BackendConnection,
  files: PierFiles,
  ours: number | undefined,
): Promise<number | undefined> {
  try {
    const { pid } = await client.app.info({});
    return pid !== ours || readHeadlessRecord(files.run.headless)?.pid === pid ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** The host ends with a message and a hint, each a line. */
function hostFailed(said: string, cause: string): AppError {
  const [message, ...hint] = said.trim().split('\n');
  return new AppError(
    'backend_not_running',
    message ? message : `Cannot start Pier: ${cause}.`,
    hint.join('\n') || "See the backend's log: pier logs",
  );
}
