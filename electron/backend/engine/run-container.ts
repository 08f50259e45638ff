import type { RunProgress, RunRequest } from '../../../shared/contract/containers.ts';
import { AppError } from '../../../shared/errors.ts';
import { containerPath } from './container-actions.ts';
import type { Engine } from './engine.ts';
import type { ApiContainerDetail } from './engine-api.ts';
import type { EngineClient } from './engine-client.ts';
import { EngineHttpError } from './engine-errors.ts';
import { isImageId } from './image-reference.ts';
import { pullImage } from './pull-image.ts';

interface Created {
  Id: string;
  Warnings: string[] | null;
}

/**
 * Pulls the image where it is missing, creates a container and starts it. One that could not be started, or was
 * cancelled before it ran, is removed again, so that its name is free for the next try. @throws AppError.
 */
export async function* runContainer(
  engine: Engine,
  request: RunRequest,
  signal: AbortSignal,
): AsyncGenerator<RunProgress, void, void> {
  const attempt = { verb: 'run', operand: request.name || request.image };
  yield { kind: 'creating' };
  let created = await engine.use(attempt, (client) => create(client, request));
  if (created === 'image missing') {
    yield* pullImage(engine, request.image, signal);
    yield { kind: 'creating' };
    created = await engine.use(attempt, (client) => create(client, request));
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
    await startOrRemove(client, id, signal);
    return (await client.json<ApiContainerDetail>({ path: containerPath(id, '/json') })).Name;
  });
  yield { kind: 'started', id, name: name.replace(/^\//, ''), warnings: warnings ?? [] };
}

async function create(client: EngineClient, request: RunRequest): Promise<Created | 'image missing'> {
  try {
    return await client.json<Created>({
      method: 'POST',
      path: '/containers/create',
      query: { name: request.name || undefined },
      body: createBody(request),
    });
  } catch (error) {
    const missing =
      error instanceof EngineHttpError && error.status === 404 && /no such image/i.test(error.message);
    if (missing && !isImageId(request.image)) return 'image missing';
    throw error;
  }
}

/** The body of POST /containers/create. */
export function createBody(request: RunRequest): Record<string, unknown> {
  const bindings: Record<string, { HostIp: string; HostPort: string }[]> = {};
  for (const port of request.ports) {
    const key = `${port.containerPort}/${port.protocol}`;
    bindings[key] ??= [];
    bindings[key].push({ HostIp: port.hostIp ?? '', HostPort: port.hostPort ? String(port.hostPort) : '' });
  }
  return {
    Image: request.image,
    Env: request.env.map(({ name, value }) => `${name}=${value}`),
    ...(request.command.length > 0 ? { Cmd: request.command } : {}),
    ExposedPorts: Object.fromEntries(Object.keys(bindings).map((key) => [key, {}])),
    HostConfig: {
      PortBindings: bindings,
      Mounts: request.volumes.map(({ source, target, readOnly }) => ({
        // Unlike `-v`, a mount refuses a folder that is not there instead of making an empty one in its place.
        Type: source.startsWith('/') ? 'bind' : 'volume',
        Source: source,
        Target: target,
        ReadOnly: readOnly,
      })),
    },
  };
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
