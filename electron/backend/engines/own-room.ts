import { EngineAboutReader } from './engine-about.ts';
import { lacksOfPlace } from './engine-lacks.ts';
import type { EngineRoom } from './engine-room.ts';
import { type RoomParts, roomHandlers } from './room-handlers.ts';

/** The room of Pier's own engine. Its parts are the backend's, and end in the backend's order. */
export function openOwnRoom(parts: Omit<RoomParts, 'dockerSocket'>): EngineRoom {
  const { supervisor, engine, exec, services } = parts;
  const { hasMachine } = supervisor.status().info;
  return {
    about: new EngineAboutReader({
      supervisor,
      engine,
      lacksOfPlace: lacksOfPlace({
        hasMachine,
        publishedPorts: supervisor.publishedPorts,
        limitsOfAll: supervisor.limitsOfAll,
        keepsDataItself: supervisor.removeData !== undefined,
      }),
      log: services.log,
    }),
    handlers: roomHandlers({ ...parts, dockerSocket: services.files.run.dockerSocket }),
    isInUse: () => exec.isInUse,
    connect: async () => {},
    dispose: async () => {},
  };
}
