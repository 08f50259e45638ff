import type { PierHandlers } from '../../../shared/contract/index.ts';
import type { TaskRegistry } from '../tasks/task-registry.ts';
import type { TransferDesk } from '../transfers/transfer-desk.ts';
import { buildHandlers } from './builds/build-handlers.ts';
import type { Buildx } from './builds/buildkit/buildx.ts';
import { containersHandlers } from './containers/containers-handlers.ts';
import type { Engine } from './engine.ts';
import { execHandlers } from './exec/exec-handlers.ts';
import type { ExecSessions } from './exec/exec-sessions.ts';
import { filesHandlers } from './files/files-handlers.ts';
import { imageHandlers } from './images/image-handlers.ts';
import { layerHandlers } from './layers/layer-handlers.ts';
import { logsHandlers } from './logs/logs-handlers.ts';
import { networkHandlers } from './networks/network-handlers.ts';
import { statsHandlers } from './stats/stats-handlers.ts';
import type { Storage } from './storage.ts';
import { volumesHandlers } from './volumes/volumes-handlers.ts';

/** What the handlers of the engine's areas work with. */
export interface EngineServices {
  engine: Engine;
  tasks: TaskRegistry;
  transfers: TransferDesk;
}

type Area =
  | 'builds'
  | 'containers'
  | 'exec'
  | 'files'
  | 'imageLayers'
  | 'images'
  | 'logs'
  | 'networks'
  | 'stats'
  | 'volumes';

/**
 * The areas of the contract that are the engine's. What changes something runs to its end though its caller may go:
 * half an order is worse than a whole one.
 */
export function engineHandlers(
  services: EngineServices & { buildx: Buildx; exec: ExecSessions; storage: Storage },
): Pick<PierHandlers, Area> {
  return {
    builds: buildHandlers(services),
    containers: containersHandlers(services),
    exec: execHandlers(services.exec),
    files: filesHandlers({ ...services, access: services.storage.files }),
    imageLayers: layerHandlers(services),
    images: imageHandlers(services),
    logs: logsHandlers(services),
    networks: networkHandlers(services),
    stats: statsHandlers(services.engine),
    volumes: volumesHandlers(services),
  };
}
