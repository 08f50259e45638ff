import type { Engine } from './engine.ts';
import { EngineHttpError } from './engine-errors.ts';

/** Starting what runs is done at once. @throws AppError that names the container. */
export async function startContainer(engine: Engine, id: string): Promise<void> {
  await post(engine, id, 'start');
}

/** SIGTERM, then SIGKILL after the container's own stop timeout. Stopping what is stopped is done at once. */
export async function stopContainer(engine: Engine, id: string): Promise<void> {
  await post(engine, id, 'stop');
}

export async function restartContainer(engine: Engine, id: string): Promise<void> {
  await post(engine, id, 'restart');
}

/**
 * `force` kills a running container first; `volumes` removes its anonymous volumes. A removal that is under way
 * already counts as done. @throws AppError `container_running`, `container_not_found`.
 */
export async function removeContainer(
  engine: Engine,
  id: string,
  options: { force: boolean; volumes: boolean },
): Promise<void> {
  await engine.use({ verb: 'remove', operand: engine.nameOf(id) }, async (client) => {
    try {
      await client.json({
        method: 'DELETE',
        path: containerPath(id),
        query: { force: options.force, v: options.volumes },
      });
    } catch (error) {
      const underWay =
        error instanceof EngineHttpError && /removal .* is already in progress/.test(error.message);
      if (!underWay) throw error;
    }
  });
}

export function containerPath(id: string, rest = ''): string {
  return `/containers/${encodeURIComponent(id)}${rest}`;
}

async function post(engine: Engine, id: string, verb: 'start' | 'stop' | 'restart'): Promise<void> {
  await engine.use({ verb, operand: engine.nameOf(id) }, (client) =>
    client.json({ method: 'POST', path: containerPath(id, `/${verb}`) }),
  );
}
