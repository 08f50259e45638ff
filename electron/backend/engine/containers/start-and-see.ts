import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../../../shared/errors.ts';
import { containerPath } from '../container-actions.ts';
import { containerLogs } from '../container-logs.ts';
import type { Engine } from '../engine.ts';
import type { EngineClient } from '../engine-client.ts';

/** A container that is still there after this counts as running, in milliseconds. */
const GRACE_MS = 1500;
const LAST_WORDS = 5;

/**
 * Starts a container and watches its first moments. One that is done in them without a complaint is fine.
 * @throws AppError `container_start_failed` with its last words where it ended with another exit code than 0.
 */
export async function startAndSeeItRun(
  engine: Engine,
  client: EngineClient,
  id: string,
  signal: AbortSignal,
): Promise<void> {
  const watching = new AbortController();
  const exit = await client.open({
    method: 'POST',
    path: containerPath(id, '/wait'),
    query: { condition: 'next-exit' },
    signal: watching.signal,
  });
  // Read from the start on: a stream that is closed unread would fail with nobody to hear it.
  const exited = text(exit).catch(() => undefined);
  try {
    await client.json({ method: 'POST', path: containerPath(id, '/start') });
    const answer = await Promise.race([exited, sleep(GRACE_MS, undefined, { signal })]);
    const code = answer === undefined ? 0 : (JSON.parse(answer) as { StatusCode: number }).StatusCode;
    if (code !== 0) throw await endedAtOnce(engine, id, code);
  } finally {
    watching.abort();
  }
}

async function endedAtOnce(engine: Engine, id: string, code: number): Promise<AppError> {
  const words = await lastWords(engine, id);
  return new AppError(
    'container_start_failed',
    `The new container ended at once with exit code ${code}${words ? `: ${words}` : '.'}`,
    'The old container is back as it was. Correct the settings and try again.',
  );
}

/** Empty where it has no log, or is gone already. */
async function lastWords(engine: Engine, id: string): Promise<string> {
  const lines: string[] = [];
  try {
    const input = { id, tail: LAST_WORDS, follow: false };
    for await (const { count, text } of containerLogs(engine, input, new AbortController().signal))
      if (count > 0) lines.push(text);
  } catch {
    // A log that cannot be read must not stand before why the container ended.
  }
  return lines.join('\n').slice(0, 1000);
}
