import type { CurrentStats } from '../../../../shared/contract/stats.ts';
import { containerPath } from '../container-actions.ts';
import type { Engine } from '../engine.ts';
import type { EngineClient } from '../engine-client.ts';
import { EngineHttpError, EngineSilentError } from '../engine-errors.ts';
import { pause } from '../pause.ts';
import { PatientRounds } from './patient-rounds.ts';
import { type ApiStats, type StatsReading, toReading, toSample } from './stats-reading.ts';

/** How many containers are asked about at once, and how long the engine rests between two rounds, at the least. */
const AT_ONCE = 8;
const REST_MS = 3000;
/** The first figures need two readings of each, so the second round comes soon. */
const FIRST_REST_MS = 1000;
/** An engine before API 1.41 knows no single reading and takes a second or two for each. */
const ANSWER_TIMEOUT_MS = 15_000;
/** How long one container may hold up the others. */
const PATIENCE_MS = 3000;

/**
 * What all running containers use, however many, read once each in turn: no stream stays open. A round of a thousand
 * takes the engine some seconds, and it rests as long as the round took, so at most half of its time goes into this.
 * A container that does not answer holds up nobody. Each item replaces the one before. Ends with the signal. @throws AppError `engine_unreachable`.
 */
export async function* surveyStats(
  engine: Engine,
  signal: AbortSignal,
): AsyncGenerator<{ samples: Record<string, CurrentStats> }, void, void> {
  const attempt = { verb: 'measure', operand: 'containers' };
  let before = new Map<string, StatsReading>();
  const rounds = new PatientRounds({
    ask: (id) => engine.use(attempt, (client) => readOne(client, id, signal)),
    atOnce: AT_ONCE,
    patienceMs: PATIENCE_MS,
  });
  while (!signal.aborted) {
    const began = Date.now();
    const running = await engine.use(attempt, (client) => runningIds(client, signal));
    const readings = await rounds.round([...running]);
    const samples = toSamples(before, readings);
    const isFirst = before.size === 0 && readings.size > 0;
    // One that was late is compared with what it answered before.
    const kept = [...before].filter(([id]) => running.has(id));
    before = new Map([...kept, ...readings]);
    if (!isFirst) yield { samples };
    const took = Date.now() - began;
    await pause({
      signal,
      onChange: () => () => {},
      milliseconds: isFirst ? FIRST_REST_MS : Math.max(REST_MS, took),
    });
  }
}

async function runningIds(client: EngineClient, signal: AbortSignal): Promise<Set<string>> {
  const running = await client.json<{ Id: string }[]>({
    path: '/containers/json',
    query: { filters: JSON.stringify({ status: ['running'] }) },
    timeoutMs: ANSWER_TIMEOUT_MS,
    signal,
  });
  return new Set(running.map(({ Id: id }) => id));
}

function toSamples(
  before: ReadonlyMap<string, StatsReading>,
  readings: ReadonlyMap<string, StatsReading>,
): Record<string, CurrentStats> {
  const samples: Record<string, CurrentStats> = {};
  for (const [id, reading] of readings) {
    const known = before.get(id);
    const sample = known && toSample(known, reading, Date.now());
    if (!sample) continue;
    const { cpuPercent, memoryBytes, memoryLimitBytes } = sample;
    samples[id] = { cpuPercent, memoryBytes, memoryLimitBytes };
  }
  return samples;
}

/** undefined where it ended meanwhile, or does not answer. */
async function readOne(
  client: EngineClient,
  id: string,
  signal: AbortSignal,
): Promise<StatsReading | undefined> {
  try {
    const stats = await client.json<ApiStats>({
      path: containerPath(id, '/stats'),
      query: { stream: false, 'one-shot': true },
      timeoutMs: ANSWER_TIMEOUT_MS,
      signal,
    });
    return toReading(stats);
  } catch (error) {
    if (error instanceof EngineHttpError || error instanceof EngineSilentError) return undefined;
    throw error;
  }
}
