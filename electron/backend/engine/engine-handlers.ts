import type { PierHandlers } from '../../../shared/contract/index.ts';
import type { TaskRegistry } from '../tasks/task-registry.ts';
import type { TransferDesk } from '../transfers/transfer-desk.ts';
import { removeContainer, restartContainer, startContainer, stopContainer } from './container-actions.ts';
import { containerLogs } from './container-logs.ts';
import type { Engine } from './engine.ts';
import { listImages } from './list-images.ts';
import { logsHandlers } from './logs/logs-handlers.ts';
import { runContainer } from './run-container.ts';

/** What the handlers of the engine's areas work with. */
export interface EngineServices {
  engine: Engine;
  tasks: TaskRegistry;
  transfers: TransferDesk;
}

/**
 * The contract's containers and images. What changes something runs to its end though its caller may go: half an
 * order is worse than a whole one.
 */
export function engineHandlers(
  services: EngineServices,
): Pick<PierHandlers, 'containers' | 'images' | 'logs'> {
  const { engine } = services;
  return {
    logs: logsHandlers(services),
    containers: {
      watch: (_input, { signal }) => engine.containers.watch(signal),
      start: async ({ id }) => {
        await startContainer(engine, id);
        return {};
      },
      stop: async ({ id }) => {
        await stopContainer(engine, id);
        return {};
      },
      restart: async ({ id }) => {
        await restartContainer(engine, id);
        return {};
      },
      remove: async ({ id, force, volumes }) => {
        await removeContainer(engine, id, { force, volumes });
        return {};
      },
      run: (request, { signal }) => runContainer(engine, request, signal),
      logs: (input, { signal }) => containerLogs(engine, input, signal),
    },
    images: {
      list: (_input, { signal }) => listImages(engine, signal),
    },
  };
}
