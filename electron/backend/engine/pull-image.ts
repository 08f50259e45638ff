import type { RunProgress } from '../../../shared/contract/containers.ts';
import type { Engine } from './engine.ts';
import { toRegistryError } from './engine-errors.ts';
import { pullTarget } from './image-reference.ts';
import { followRegistry } from './images/follow-registry.ts';
import { LayerProgress } from './images/layer-progress.ts';
import { loginFor } from './images/registry-auth.ts';

/** The engine reports many times a second; nobody can read more than this, in milliseconds. */
const REPORT_EVERY_MS = 100;

/**
 * Pulls an image, and yields its progress, always the same object, at the start and after each line of the engine's.
 * Aborting stops the pull. @throws AppError `image_pull_failed` and others
 */
export async function* pullLayers(
  engine: Engine,
  image: string,
  options: { signal: AbortSignal; platform?: string | undefined },
): AsyncGenerator<LayerProgress, void, void> {
  const { signal, platform } = options;
  const client = engine.require({ verb: 'pull', operand: image });
  const progress = new LayerProgress('Asking the registry');
  yield progress;
  const login = await loginFor(engine, image);
  try {
    const answer = await client.open({
      method: 'POST',
      path: '/images/create',
      query: { ...pullTarget(image), platform },
      headers: login.headers,
      signal,
    });
    for await (const _ of followRegistry(answer, progress)) yield progress;
  } catch (error) {
    signal.throwIfAborted();
    throw login.explain(toRegistryError(error, 'pull', image));
  }
}

/** Pulls an image as a part of running a container. @throws as pullLayers() */
export async function* pullImage(
  engine: Engine,
  image: string,
  signal: AbortSignal,
): AsyncGenerator<Extract<RunProgress, { kind: 'pulling' }>, void, void> {
  let last: LayerProgress | undefined;
  let reportedAt = 0;
  for await (const progress of pullLayers(engine, image, { signal })) {
    last = progress;
    if (Date.now() - reportedAt < REPORT_EVERY_MS) continue;
    reportedAt = Date.now();
    yield pullingItem(image, progress);
  }
  if (last) yield pullingItem(image, last);
}

export function pullingItem(
  image: string,
  { status, bytes }: LayerProgress,
): Extract<RunProgress, { kind: 'pulling' }> {
  return { kind: 'pulling', image, status, ...bytes };
}
