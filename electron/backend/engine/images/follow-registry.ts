import type { Readable } from 'node:stream';
import type { ApiPullProgress } from '../engine-api.ts';
import { EngineHttpError } from '../engine-errors.ts';
import { jsonLines } from '../json-lines.ts';
import type { LayerProgress } from './layer-progress.ts';

/**
 * The lines of a pull's, push's or build's answer. Its head was sent long ago, so a failure comes as a line.
 * @throws EngineHttpError in the engine's words
 */
export async function* answerLines<T extends ApiPullProgress>(
  answer: Readable,
): AsyncGenerator<T, void, void> {
  for await (const line of jsonLines(answer) as AsyncIterable<T>) {
    const failure = line.errorDetail?.message ?? line.error;
    if (failure !== undefined) throw new EngineHttpError(500, failure);
    yield line;
  }
}

/** Feeds `progress`, and yields after each line. @throws as answerLines() */
export async function* followRegistry(
  answer: Readable,
  progress: LayerProgress,
): AsyncGenerator<void, void, void> {
  for await (const line of answerLines(answer)) {
    progress.add(line);
    yield;
  }
}
