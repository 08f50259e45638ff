import type { RunProgress, RunRequest } from '../../../shared/contract/containers.ts';
import { AppError } from '../../../shared/errors.ts';
import { containerPath } from './container-actions.ts';
import { type CreatedContainer, createContainer } from './containers/create-container.ts';
import { type CreateOrder, createOrder } from './containers/create-order.ts';
import { readContainer } from './containers/inspect-container.ts';
import type { Engine } from './engine.ts';
import type { ApiContainerDetail } from './engine-api.ts';
import type { EngineClient } from './engine-client.ts';
import { EngineHttpError } from './engine-errors.ts';
import { isImageId } from './image-reference.ts';
import { pullImage } from './pull-image.ts';
import { withVariables } from './with-variables.ts';

/**
 * Pulls the image where it is missing, creates a container and starts it. One that could not be started, or was
 * cancelled before it ran, is removed again, so that its name is free for the next try. @throws AppError.
 */
export async function* runContainer(
  engine: Engine,
  request: RunRequest,
  signal: AbortSignal,
): AsyncGenerator<RunProgress, void, void> {
  const attempt = { verb: request.start ? 'run' : 'create', operand: request.name || request.image };
  const order = await engine.use(attempt, (client) => orderOf(client, request, engine.networkVariables()));
  const create = () => engine.use(attempt, (client) => createUnlessImageMissing(client, request, order));
  yield { kind: 'creating' };
  let created = await create();
  if (created === 'image missing') {
    yield* pullImage(engine, request.image, signal);
    yield { kind: 'creating' };
    created = await create();
  }
  if (created === 'image missing') {
    throw new AppError(
      'image_not_found',
      `Cannot run '${request.image}': the engine has no such image.`,
      'Check the name, or pull or build the image first.',
    );
  }
  const { Id: id, Warnings: warnings } = created;
  const name = await engine.use(attempt, async (client) => {
    if (request.start) await startOrRemove(client, id, signal);
    return (await client.json<ApiContainerDetail>({ path: containerPath(id, '/json') })).Name;
  });
  const kind = request.start ? 'started' : 'created';
  yield { kind, id, name: name.replace(/^\//, ''), warnings: warnings ?? [] };
}

async function orderOf(
  client: EngineClient,
  request: RunRequest,
  variables: Readonly<Record<string, string>>,
): Promise<CreateOrder> {
  if (request.base === undefined) {
    return createOrder({ ...request, env: withVariables(request.env, variables) });
  }
  const { own } = await readContainer(client, request.base);
  // Two with one address would take each other's packets.
  const { MacAddress: _, ...config } = own.config;
  return createOrder(request, { ...own, config });
}

async function createUnlessImageMissing(
  client: EngineClient,
  request: RunRequest,
  order: CreateOrder,
): Promise<CreatedContainer | 'image missing'> {
  try {
    return await createContainer(client, request.name, order);
  } catch (error) {
    const missing =
      error instanceof EngineHttpError && error.status === 404 && /no such image/i.test(error.message);
    if (missing && !isImageId(request.image)) return 'image missing';
    throw error;
  }
}

async function startOrRemove(client: EngineClient, id: string, signal: AbortSignal): Promise<void> {
  try {
    signal.throwIfAborted();
    await client.json({ method: 'POST', path: containerPath(id, '/start') });
    // Whoever cancelled meanwhile was told that nothing was started.
    signal.throwIfAborted();
  } catch (error) {
    // The failure to start is what counts; that it could not be tidied up is not told over it.
    await client
      .json({ method: 'DELETE', path: containerPath(id), query: { force: true, v: true } })
      .catch(() => {});
    throw error;
  }
}
