import type { LogLine } from '../../../shared/contract/containers.ts';
import { containerPath } from './container-actions.ts';
import type { Engine } from './engine.ts';
import type { ApiContainerDetail } from './engine-api.ts';
import { LogBatchReader } from './log-batch-reader.ts';
import { LogLineSplitter } from './log-line-splitter.ts';

/**
 * A container's log in batches of lines, oldest first. Ends when the container ends, or at the end of what there is
 * without `follow`. Aborting closes the engine's stream. @throws AppError `container_not_found` and others.
 */
export async function* containerLogs(
  engine: Engine,
  input: { id: string; tail: number; follow: boolean },
  signal: AbortSignal,
): AsyncGenerator<{ lines: LogLine[] }, void, void> {
  const attempt = { verb: 'read the log of', operand: engine.nameOf(input.id) };
  const { response, tty } = await engine.use(attempt, async (client) => {
    const detail = await client.json<ApiContainerDetail>({ path: containerPath(input.id, '/json'), signal });
    const query = { stdout: true, stderr: true, timestamps: true, follow: input.follow, tail: input.tail };
    const response = await client.open({ path: containerPath(input.id, '/logs'), query, signal });
    return { response, tty: detail.Config.Tty === true };
  });
  const reader = new LogBatchReader(response, new LogLineSplitter({ tty }));
  try {
    for (let lines = await reader.next(signal); lines; lines = await reader.next(signal)) yield { lines };
  } catch (error) {
    throw engine.explain(error, attempt);
  } finally {
    response.destroy();
  }
}
