import type { Engine } from './engine.ts';
import type { ApiContainerDetail } from './engine-api.ts';
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

/** SIGKILL, or another signal. Killing what does not run is done at once. */
export async function killContainer(engine: Engine, id: string, signal?: string): Promise<void> {
  await engine.use({ verb: 'kill', operand: engine.nameOf(id) }, (client) =>
    doneAlready(signal === undefined ? /is not running/ : undefined, () =>
      client.json({ method: 'POST', path: containerPath(id, '/kill'), query: { signal } }),
    ),
  );
}

/** Pausing what is paused is done at once. */
export async function pauseContainer(engine: Engine, id: string): Promise<void> {
  await engine.use({ verb: 'pause', operand: engine.nameOf(id) }, (client) =>
    doneAlready(/is already paused/, () =>
      client.json({ method: 'POST', path: containerPath(id, '/pause') }),
    ),
  );
}

/** Resuming what runs is done at once. */
export async function resumeContainer(engine: Engine, id: string): Promise<void> {
  await engine.use({ verb: 'resume', operand: engine.nameOf(id) }, async (client) => {
    try {
      await client.json({ method: 'POST', path: containerPath(id, '/unpause') });
    } catch (error) {
      if (!(error instanceof EngineHttpError) || !/is not paused/.test(error.message)) throw error;
      const { State: state } = await client.json<ApiContainerDetail>({ path: containerPath(id, '/json') });
      if (!state.Running) throw error;
    }
  });
}

/** @throws AppError `container_name_taken`, `bad_input`. */
export async function renameContainer(engine: Engine, id: string, name: string): Promise<void> {
  await engine.use({ verb: 'rename', operand: engine.nameOf(id) }, (client) =>
    client.json({ method: 'POST', path: containerPath(id, '/rename'), query: { name } }),
  );
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
    await doneAlready(/removal .* is already in progress/, () =>
      client.json({
        method: 'DELETE',
        path: containerPath(id),
        query: { force: options.force, v: options.volumes },
      }),
    );
  });
}

export function containerPath(id: string, rest = ''): string {
  return `/containers/${encodeURIComponent(id)}${rest}`;
}

/** Takes a refusal of these words for success: what was asked for is so already. */
async function doneAlready(words: RegExp | undefined, call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (error) {
    if (!(error instanceof EngineHttpError) || !words?.test(error.message)) throw error;
  }
}

async function post(engine: Engine, id: string, verb: 'start' | 'stop' | 'restart'): Promise<void> {
  await engine.use({ verb, operand: engine.nameOf(id) }, (client) =>
    client.json({ method: 'POST', path: containerPath(id, `/${verb}`) }),
  );
}
