import type { LogBatch, LogTime } from '../../../shared/contract/logs.ts';
import type { Engine } from './engine.ts';
import { LogGatherer } from './logs/log-gatherer.ts';
import { openLog } from './logs/open-log.ts';

/** After so long without a line a log counts as open and silent, in milliseconds. */
const SILENT_MS = 300;
const NO_LINES: LogBatch = { count: 0, text: '', streams: '', seconds: 0, nanos: [] };

/**
 * A container's log in batches of lines, oldest first. Ends when the container ends, or at the end of what there is
 * without `follow`. Aborting closes the engine's stream. @throws AppError `container_not_found` and others.
 */
export async function* containerLogs(
  engine: Engine,
  input: { id: string; tail: number; follow: boolean; since?: LogTime | undefined },
  signal: AbortSignal,
): AsyncGenerator<LogBatch, void, void> {
  const attempt = { verb: 'read the log of', operand: engine.nameOf(input.id) };
  const { response, attach } = await engine.use(attempt, (client) => openLog(client, input, signal));
  const gatherer = new LogGatherer();
  gatherer.attach(response, attach).then(
    () => gatherer.close(),
    (error) => gatherer.close(error),
  );
  try {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(SILENT_MS)]);
    yield (await gatherer.next(patience))?.batch ?? NO_LINES;
    for (let next = await gatherer.next(signal); next; next = await gatherer.next(signal)) yield next.batch;
  } catch (error) {
    throw engine.explain(error, attempt);
  } finally {
    response.destroy();
  }
}
