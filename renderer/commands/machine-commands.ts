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
import { MACHINE_ACTIONS, type MachineActionId } from '../../shared/model/machine-actions.ts';
import { t } from '../i18n/index.ts';
import { updateActions, updateView, usePier } from '../store/store.ts';
import type { Command, CommandContext } from './command.ts';
import { notifyError } from './notify.ts';

export const startMachine: Command<MachineStatus> = {
  id: 'start',
  title: t.engine.start,
  icon: IconPlayerPlay,
  when: MACHINE_ACTIONS.start.when,
  perform: (_, context) => performOnMachine('start', context),
};

export const stopMachine: Command<MachineStatus> = {
  id: 'stop',
  title: t.engine.stop,
  icon: IconPlayerStop,
  when: MACHINE_ACTIONS.stop.when,
  perform: (_, context) => performOnMachine('stop', context),
};

export const restartMachine: Command<MachineStatus> = {
  id: 'restart',
  title: t.engine.restart,
  icon: IconRefresh,
  when: MACHINE_ACTIONS.restart.when,
  perform: (_, context) => performOnMachine('restart', context),
};

export const pauseMachine: Command<MachineStatus> = {
  id: 'pause',
  title: t.engine.pause,
  icon: IconPlayerPause,
  when: MACHINE_ACTIONS.pause.when,
  perform: (_, context) => performOnMachine('pause', context),
};

export const resumeMachine: Command<MachineStatus> = {
  id: 'resume',
  title: t.engine.resume,
  icon: IconPlayerPlay,
  when: MACHINE_ACTIONS.resume.when,
  perform: (_, context) => performOnMachine('resume', context),
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

async function performOnMachine(action: MachineActionId, context: CommandContext): Promise<void> {
  updateActions(() => ({ machinePending: action }));
  await tellFailure(action, async () => MACHINE_ACTIONS[action].call(context.client()));
  updateActions(({ machinePending }) => (machinePending === action ? { machinePending: undefined } : {}));
}

async function tellFailure(action: MachineActionId, call: () => Promise<unknown>): Promise<void> {
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
