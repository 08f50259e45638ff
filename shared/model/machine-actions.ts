import type { PierClient } from '../contract/index.ts';
import type { MachineStatus } from '../contract/machine.ts';

export type MachineActionId = 'start' | 'stop' | 'restart' | 'pause' | 'resume';

/** What a person can do with the engine: when it makes sense, and the call that does it. Titles are the views' own. */
export interface MachineAction {
  id: MachineActionId;
  when(status: MachineStatus): boolean;
  call(client: PierClient): Promise<unknown>;
}

/** One object for the dashboard's menu, its palette and the tray. */
export const MACHINE_ACTIONS: Readonly<Record<MachineActionId, MachineAction>> = {
  start: {
    id: 'start',
    when: ({ state }) => state.kind === 'absent' || state.kind === 'stopped' || state.kind === 'failed',
    call: (client) => client.machine.start({}),
  },
  stop: {
    id: 'stop',
    when: ({ state, info }) =>
      info.hasMachine && (state.kind === 'running' || state.kind === 'paused' || state.kind === 'starting'),
    call: (client) => client.machine.stop({ force: false }),
  },
  restart: {
    id: 'restart',
    when: ({ state, info }) => info.hasMachine && (state.kind === 'running' || state.kind === 'paused'),
    call: (client) => client.machine.restart({}),
  },
  pause: {
    id: 'pause',
    when: ({ state, info }) => info.canPause && state.kind === 'running',
    call: (client) => client.machine.pause({}),
  },
  resume: {
    id: 'resume',
    when: ({ state }) => state.kind === 'paused',
    call: (client) => client.machine.resume({}),
  },
};
