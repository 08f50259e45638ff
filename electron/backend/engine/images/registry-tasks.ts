import type { TaskHandle, TaskOutcome } from '../../tasks/task-registry.ts';
import type { Engine } from '../engine.ts';
import type { ApiImageDetail, ApiPullProgress } from '../engine-api.ts';
import { toRegistryError } from '../engine-errors.ts';
import { pullTarget } from '../image-reference.ts';
import { pullLayers } from '../pull-image.ts';
import { answerLines } from './follow-registry.ts';
import { imagePath } from './image-path.ts';
import { LayerProgress } from './layer-progress.ts';
import { loginFor } from './registry-auth.ts';
import { LayerReporter } from './report-layers.ts';

/** A pull as a task: each layer is an item. @throws AppError `image_pull_failed` and others */
export async function pullTask(
  engine: Engine,
  request: { reference: string; platform?: string | undefined },
  task: TaskHandle,
): Promise<TaskOutcome> {
  const { reference, platform } = request;
  let reporter: LayerReporter | undefined;
  let last = '';
  for await (const progress of pullLayers(engine, reference, { signal: task.signal, platform })) {
    reporter ??= new LayerReporter(task, progress);
    reporter.report();
    last = progress.status;
  }
  reporter?.report({ now: true });
  const isNew = !/up to date/i.test(last);
  const { Id } = await engine.use({ verb: 'inspect', operand: reference }, (client) =>
    client.json<ApiImageDetail>({ path: imagePath(nameOf(reference), '/json'), signal: task.signal }),
  );
  return { status: isNew ? 'Pulled' : 'Already up to date', result: { imageId: Id } };
}

/** A push as a task: each layer is an item. @throws AppError `image_push_failed` and others */
export async function pushTask(engine: Engine, name: string, task: TaskHandle): Promise<TaskOutcome> {
  const client = engine.require({ verb: 'push', operand: name });
  const { fromImage, tag } = pullTarget(name);
  const progress = new LayerProgress('Preparing');
  const reporter = new LayerReporter(task, progress);
  let digest: string | undefined;
  const login = await loginFor(engine, name);
  try {
    const answer = await client.open({
      method: 'POST',
      path: imagePath(fromImage, '/push'),
      query: { tag },
      headers: login.headers,
      signal: task.signal,
    });
    for await (const line of answerLines<ApiPullProgress & { aux?: { Digest?: string } }>(answer)) {
      digest = line.aux?.Digest ?? digest;
      progress.add(line);
      reporter.report();
    }
    reporter.report({ now: true });
  } catch (error) {
    task.signal.throwIfAborted();
    throw login.explain(toRegistryError(error, 'push', name));
  }
  return { status: 'Pushed', ...(digest ? { result: { digest } } : {}) };
}

/** As the engine knows what was pulled: an image by its digest has no tag. */
function nameOf(reference: string): string {
  const { fromImage, tag } = pullTarget(reference);
  return `${fromImage}${tag.includes(':') ? '@' : ':'}${tag}`;
}
