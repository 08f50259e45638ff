import type { ChildProcess } from 'node:child_process';
import { AppError } from '../../../shared/errors.ts';
import { readLastLines } from '../../last-lines.ts';
import { sleep } from '../../sleep.ts';
import { GUEST_ENGINE_PORT } from '../guest/boot-image.ts';
import { GUEST_NETWORK } from '../guest/guest-network.ts';
import { freePort } from '../host/free-port.ts';
import type { GvproxyClient } from './gvproxy-client.ts';
import { isDiskRefused, startError } from './start-errors.ts';
import type { VfkitClient } from './vfkit-client.ts';

const START_TIMEOUT_MS = 30_000;
const ANSWER_TIMEOUT_MS = 2000;
const RETRY_MS = 20;
/** Ports that others took in the moment between the choice and its use. */
const PORT_TRIES = 8;
const LAST_LINES = 10;

/** vfkit ended with Apple's words for a disk that it was not given. */
export class DiskRefused extends Error {}

/**
 * Resolves when the machine of a vfkit that was just started runs.
 * @throws AppError with the reason where it ends instead; DiskRefused
 */
export async function untilRunning(
  child: ChildProcess,
  client: VfkitClient,
  logPath: string,
  signal: AbortSignal,
): Promise<void> {
  let spawnError: Error | undefined;
  child.once('error', (error) => {
    spawnError = error;
  });
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    signal.throwIfAborted();
    if (spawnError || child.exitCode !== null || child.signalCode !== null) {
      throw await failed(logPath, spawnError);
    }
    const state = await client.state(ANSWER_TIMEOUT_MS).catch(() => undefined);
    if (state === 'Running') return;
    if (Date.now() > deadline) throw await failed(logPath, new Error('vfkit takes no orders.'));
    await sleep(RETRY_MS, signal);
  }
}

/** Opens a port of this computer that leads to the engine, and tells which. @throws AppError machine_start_failed */
export async function exposeEngine(client: GvproxyClient): Promise<number> {
  let reason = '';
  for (let tries = 0; tries < PORT_TRIES; tries++) {
    // gvproxy cannot tell which port it was given, so it is asked for one that is free now.
    const port = await freePort();
    const remote = `${GUEST_NETWORK.guest}:${GUEST_ENGINE_PORT}`;
    const refusal = await client.expose({ local: `127.0.0.1:${port}`, remote, protocol: 'tcp' });
    if (refusal === undefined) return port;
    reason = refusal;
  }
  throw new AppError(
    'machine_start_failed',
    `Start the machine: no port of this computer could be opened for the engine: ${reason}.`,
    'Start it again; if it goes on, please report it with the log.',
  );
}

async function failed(logPath: string, cause: Error | undefined): Promise<Error> {
  const { lines } = await readLastLines(logPath, LAST_LINES);
  if (isDiskRefused(lines)) return new DiskRefused(lines.join('\n'));
  return startError(lines, logPath, cause);
}
