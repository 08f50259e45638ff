import type { RunProgress } from '../../../shared/contract/containers.ts';
import type { Engine } from './engine.ts';
import type { ApiPullProgress } from './engine-api.ts';
import { EngineHttpError, toPullError } from './engine-errors.ts';
import { pullTarget } from './image-reference.ts';
import { jsonLines } from './json-lines.ts';
import { PullProgress } from './pull-progress.ts';

/** The engine reports many times a second; nobody can read more than this, in milliseconds. */
const REPORT_EVERY_MS = 100;

/** Pulls an image and tells how far it is. Aborting stops the pull. @throws AppError `image_pull_failed` and others. */
export async function* pullImage(
  engine: Engine,
  image: string,
  signal: AbortSignal,
): AsyncGenerator<Extract<RunProgress, { kind: 'pulling' }>, void, void> {
  const client = engine.require({ verb: 'pull', operand: image });
  const progress = new PullProgress(image);
  yield progress.item;
  try {
    const response = await client.open({
      method: 'POST',
      path: '/images/create',
      query: { ...pullTarget(image) },
      signal,
    });
    let reportedAt = 0;
    for await (const line of jsonLines(response) as AsyncIterable<ApiPullProgress>) {
      // The head of the answer was sent long ago: a failure comes as a line.
      const failure = line.errorDetail?.message ?? line.error;
      if (failure !== undefined) throw new EngineHttpError(500, failure);
      progress.add(line);
      if (Date.now() - reportedAt < REPORT_EVERY_MS) continue;
      reportedAt = Date.now();
      yield progress.item;
    }
    yield progress.item;
  } catch (error) {
    signal.throwIfAborted();
    throw toPullError(error, image);
  }
}
