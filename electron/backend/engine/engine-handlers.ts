import type { PierHandlers } from '../../../shared/contract/index.ts';
import type { TaskRegistry } from '../tasks/task-registry.ts';
import type { TransferDesk } from '../transfers/transfer-desk.ts';
import { buildHandlers } from './builds/build-handlers.ts';
import { removeContainer, restartContainer, startContainer, stopContainer } from './container-actions.ts';
import { containerLogs } from './container-logs.ts';
import type { Engine } from './engine.ts';
import { imageHandlers } from './images/image-handlers.ts';
import { layerHandlers } from './layers/layer-handlers.ts';
import { networkHandlers } from './networks/network-handlers.ts';
import { runContainer } from './run-container.ts';

/** What the handlers of the engine's areas work with. */
export interface EngineServices {
  engine: Engine;
  tasks: TaskRegistry;
  transfers: TransferDesk;
}

/**
 * What the contract has of the engine. What changes something runs to its end though its caller may go: half an
 * order is worse than a whole one.
 */
export function engineHandlers(
  services: EngineServices,
): Pick<PierHandlers, 'containers' | 'images' | 'imageLayers' | 'builds' | 'networks'> {
  const { engine } = services;
  return {
    networks: networkHandlers(services),
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
    images: imageHandlers(services),
    imageLayers: layerHandlers(services),
    builds: buildHandlers(services),
  };
}
