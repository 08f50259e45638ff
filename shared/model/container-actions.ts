import type { ContainerState, ContainerSummary } from '../contract/containers.ts';
import type { PierClient } from '../contract/index.ts';

export type ContainerActionId = 'start' | 'stop' | 'restart' | 'pause' | 'resume' | 'kill';

/** What a person can do with the life of a container. Titles are the views' own. */
export interface ContainerAction {
  id: ContainerActionId;
  when(container: Pick<ContainerSummary, 'state'>): boolean;
  call(client: PierClient, id: string): Promise<unknown>;
}

/** True where processes of the container exist: it needs stopping or killing before it is gone. */
export function isActive(state: ContainerState): boolean {
  return state === 'running' || state === 'paused' || state === 'restarting';
}

/** One object for row menus, keys, the palette and the tray. */
export const CONTAINER_ACTIONS: Readonly<Record<ContainerActionId, ContainerAction>> = {
  start: {
    id: 'start',
    when: ({ state }) => state === 'created' || state === 'exited' || state === 'dead',
    call: (client, id) => client.containers.start({ id }),
  },
  stop: {
    id: 'stop',
    when: ({ state }) => isActive(state),
    call: (client, id) => client.containers.stop({ id }),
  },
  restart: {
    id: 'restart',
    when: ({ state }) => isActive(state),
    call: (client, id) => client.containers.restart({ id }),
  },
  pause: {
    id: 'pause',
    when: ({ state }) => state === 'running',
    call: (client, id) => client.containers.pause({ id }),
  },
  resume: {
    id: 'resume',
    when: ({ state }) => state === 'paused',
    call: (client, id) => client.containers.resume({ id }),
  },
  kill: {
    id: 'kill',
    when: ({ state }) => isActive(state),
    call: (client, id) => client.containers.kill({ id }),
  },
};
