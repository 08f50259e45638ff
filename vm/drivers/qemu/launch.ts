import type { ChildProcess } from 'node:child_process';
import { AppError } from '../../../shared/errors.ts';
import { findHolder, type Holder } from '../../find-holder.ts';
import { readLastLines } from '../../last-lines.ts';
import { sleep } from '../../sleep.ts';
import { GUEST_ENGINE_PORT } from '../guest/boot-image.ts';
import { QmpClient } from './qmp.ts';
import { findForwardedPort } from './usernet.ts';

const CONTROL_TIMEOUT_MS = 30_000;
const GREETING_TIMEOUT_MS = 5000;
const RETRY_MS = 20;

/**
 * Resolves with the control socket of a QEMU that was just started.
 * @throws AppError machine_start_failed with QEMU's words where it ends instead
 */
export async function connectControl(
  child: ChildProcess,
  socketPath: string,
  logPath: string,
  signal: AbortSignal,
): Promise<QmpClient> {
  let spawnError: Error | undefined;
  child.once('error', (error) => {
    spawnError = error;
  });
  const deadline = Date.now() + CONTROL_TIMEOUT_MS;
  while (true) {
    signal.throwIfAborted();
    if (spawnError || child.exitCode !== null || child.signalCode !== null) {
      throw await startFailed(spawnError, logPath);
    }
    try {
      return await QmpClient.open(socketPath, GREETING_TIMEOUT_MS);
    } catch (error) {
      if (Date.now() > deadline) throw await startFailed(error as Error, logPath);
    }
    await sleep(RETRY_MS, signal);
  }
}

/** The loopback port that leads to the engine. @throws AppError machine_start_failed */
export async function findEnginePort(qmp: QmpClient): Promise<number> {
  const usernet = await qmp.human('info usernet');
  const port = findForwardedPort(usernet, GUEST_ENGINE_PORT);
  if (port !== undefined) return port;
  throw new AppError(
    'machine_start_failed',
    'Start the machine: QEMU tells no port of the engine.',
    'Start it again; if it goes on, please report it with the log.',
  );
}

async function startFailed(error: Error | undefined, logPath: string): Promise<AppError> {
  const { lines } = await readLastLines(logPath, 10);
  const locked = lockedImage(lines);
  if (locked) return inUse(locked, await findHolder(new Set([locked])));
  const words = [...(error ? [error.message] : []), ...lines].join('\n') || 'it ended without a word';
  return new AppError(
    'machine_start_failed',
    `Start the machine: QEMU could not be started:\n${words}`,
    `The whole of what QEMU said is in '${logPath}'.`,
    { cause: error },
  );
}

/** The file that QEMU could not lock. */
function lockedImage(lines: string[]): string | undefined {
  return lines
    .map((line) => /Is another process using the image \[(.*)\]\?/.exec(line)?.[1])
    .find((path) => path);
}

function inUse(path: string, holder: Holder | undefined): AppError {
  const who = holder ? `process ${holder.pid} (${holder.name})` : 'another program';
  return new AppError(
    'data_disk_in_use',
    `Start the machine: ${who} uses the data disk '${path}'.`,
    'End that program, then start the machine again. Nothing on the disk was changed.',
  );
}
