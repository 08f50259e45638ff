import type { PierHandlers } from '../../../shared/contract/index.ts';
import { composeHandlers } from '../compose/compose-handlers.ts';
import type { KnownProjects } from '../compose/known-projects.ts';
import { openBuildx } from '../engine/builds/buildkit/buildx.ts';
import type { Engine } from '../engine/engine.ts';
import { engineHandlers } from '../engine/engine-handlers.ts';
import type { ExecSessions } from '../engine/exec/exec-sessions.ts';
import type { Storage } from '../engine/storage.ts';
import type { PortForwarder } from '../network/ports/port-forwarder.ts';
import { portsHandlers } from '../network/ports/ports-handlers.ts';
import { machineHandlers } from '../vm/machine-handlers.ts';
import type { Supervisor } from '../vm/supervisor.ts';
import type { RoomServices } from './engine-room.ts';

/** The areas of the contract that are of one engine. */
export type RoomHandlers = ReturnType<typeof engineHandlers> &
  Pick<PierHandlers, 'machine' | 'compose' | 'ports'>;

export interface RoomParts {
  supervisor: Supervisor;
  engine: Engine;
  exec: ExecSessions;
  storage: Storage;
  ports: PortForwarder;
  known: KnownProjects;
  /** That its engine is reached at, by programs too. */
  dockerSocket: string;
  restartEngine: () => Promise<void>;
  services: RoomServices;
}

/** What can be asked of the engine of a room. */
export function roomHandlers(parts: RoomParts): RoomHandlers {
  const { supervisor, engine, exec, storage, known, dockerSocket, restartEngine, services } = parts;
  const { files, tasks, transfers, cacheDir, env, log, programLogins: logins } = services;
  const buildx = openBuildx({ files, cacheDir, env, dockerSocket, logins });
  return {
    ...engineHandlers({ engine, buildx, exec, storage, tasks, transfers }),
    compose: composeHandlers({ engine, tasks, log, files, cacheDir, env, known, dockerSocket, logins }),
    machine: machineHandlers({ supervisor, files, dockerSocket, restartEngine }),
    ports: portsHandlers(parts.ports),
  };
}
