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
import { EngineAboutReader } from './engine-about.ts';
import { lacksOfPlace } from './engine-lacks.ts';
import type { EngineRoom, RoomServices } from './engine-room.ts';

export interface OwnRoomParts {
  supervisor: Supervisor;
  engine: Engine;
  exec: ExecSessions;
  storage: Storage;
  ports: PortForwarder;
  known: KnownProjects;
  restartEngine: () => Promise<void>;
  services: RoomServices;
}

/** The room of Pier's own engine. Its parts are the backend's, and end in the backend's order. */
export function openOwnRoom(parts: OwnRoomParts): EngineRoom {
  const { supervisor, engine, exec, storage, known, restartEngine, services } = parts;
  const { files, tasks, transfers, cacheDir, env, log, programLogins } = services;
  const { dockerSocket } = files.run;
  const { hasMachine } = supervisor.status().info;
  const buildx = openBuildx({ files, cacheDir, env, dockerSocket, logins: programLogins });
  return {
    about: new EngineAboutReader({
      supervisor,
      engine,
      lacksOfPlace: lacksOfPlace({ hasMachine, publishedPorts: supervisor.publishedPorts }),
      log,
    }),
    handlers: {
      ...engineHandlers({ engine, buildx, exec, storage, tasks, transfers }),
      compose: composeHandlers({
        engine,
        tasks,
        log,
        files,
        cacheDir,
        env,
        known,
        dockerSocket,
        logins: programLogins,
      }),
      machine: machineHandlers({ supervisor, files, dockerSocket, restartEngine }),
      ports: portsHandlers(parts.ports),
    },
    isInUse: () => exec.isInUse,
    connect: async () => {},
    dispose: async () => {},
  };
}
