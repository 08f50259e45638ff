import {
  IconBolt,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconRefresh,
  IconTerminal2,
} from '@tabler/icons-react';
import type { MachineStatus } from '../../shared/contract/machine.ts';
import { toAppError } from '../../shared/errors.ts';
import { t } from '../i18n/index.ts';
import { updateActions, updateView, usePier } from '../store/store.ts';
import type { Command } from './command.ts';
import { notifyError } from './notify.ts';

export const startMachine: Command<MachineStatus> = {
  id: 'start',
  title: t.engine.start,
  icon: IconPlayerPlay,
  when: ({ state }) => state.kind === 'absent' || state.kind === 'stopped' || state.kind === 'failed',
  perform: (_, context) => performOnMachine('start', () => context.client().machine.start({})),
};

export const stopMachine: Command<MachineStatus> = {
  id: 'stop',
  title: t.engine.stop,
  icon: IconPlayerStop,
  when: ({ state, info }) =>
    info.hasMachine && (state.kind === 'running' || state.kind === 'paused' || state.kind === 'starting'),
  perform: (_, context) => performOnMachine('stop', () => context.client().machine.stop({ force: false })),
};

export const restartMachine: Command<MachineStatus> = {
  id: 'restart',
  title: t.engine.restart,
  icon: IconRefresh,
  when: ({ state, info }) => info.hasMachine && (state.kind === 'running' || state.kind === 'paused'),
  perform: (_, context) => performOnMachine('restart', () => context.client().machine.restart({})),
};

export const pauseMachine: Command<MachineStatus> = {
  id: 'pause',
  title: t.engine.pause,
  icon: IconPlayerPause,
  when: ({ state, info }) => info.canPause && state.kind === 'running',
  perform: (_, context) => performOnMachine('pause', () => context.client().machine.pause({})),
};

export const resumeMachine: Command<MachineStatus> = {
  id: 'resume',
  title: t.engine.resume,
  icon: IconPlayerPlay,
  when: ({ state }) => state.kind === 'paused',
  perform: (_, context) => performOnMachine('resume', () => context.client().machine.resume({})),
};

/** Asks first: the dialog performs `forceStopMachine`. */
export const askToForceStopMachine: Command<MachineStatus> = {
  id: 'force-stop',
  title: `${t.engine.forceStop}…`,
  icon: IconBolt,
  danger: true,
  when: ({ state, info }) =>
    info.hasMachine &&
    (state.kind === 'running' || state.kind === 'paused' || (state.kind === 'stopping' && !state.forced)),
  perform: () => updateView({ confirmForceStop: true }),
};

export const forceStopMachine: Command<MachineStatus> = {
  ...askToForceStopMachine,
  title: t.engine.forceStop,
  // A graceful stop is usually under way: this one must not wait for it.
  perform: (_, context) => tellFailure('stop', () => context.client().machine.stop({ force: true })),
};

export const showMachineLogs: Command<MachineStatus> = {
  id: 'machine-logs',
  title: t.engine.showLogs,
  icon: IconTerminal2,
  when: () => true,
  perform: () => updateView({ machineLogs: true }),
};

export const machineCommands: readonly Command<MachineStatus>[] = [
  startMachine,
  resumeMachine,
  pauseMachine,
  stopMachine,
  restartMachine,
  showMachineLogs,
  askToForceStopMachine,
];

type MachineAction = keyof typeof t.engine.couldNot;

async function performOnMachine(action: MachineAction, call: () => Promise<unknown>): Promise<void> {
  updateActions(() => ({ machinePending: action }));
  await tellFailure(action, call);
  updateActions(({ machinePending }) => (machinePending === action ? { machinePending: undefined } : {}));
}

async function tellFailure(action: MachineAction, call: () => Promise<unknown>): Promise<void> {
  try {
    await call();
  } catch (thrown) {
    const error = toAppError(thrown);
    // Someone stopped it meanwhile, or the page shows the failed start already, with more than fits here.
    const shown = usePier.getState().machine.status?.state.kind === 'failed';
    if (error.code !== 'cancelled' && !shown)
      notifyError('machine', t.engine.couldNot[action], error.toData());
  }
}
