import type {
  MachineState,
  MachineStatus,
  MachineStep,
  MachineUsage,
} from '../../shared/contract/machine.ts';
import { isMeasured } from '../../shared/model/engine-kind.ts';

/** A step of a set-up or a boot with the moment it was first heard of, milliseconds since the epoch. */
export interface SeenStep extends MachineStep {
  at: number;
}

export interface MachineSlice {
  /** None until the backend told. */
  status: MachineStatus | undefined;
  /** The steps of the present or the last way to a running engine. */
  steps: readonly SeenStep[];
  /** When that way began. */
  stepsSince: number | undefined;
  /** None while it is not known: a stopped machine, an engine that is not ours. */
  usage: MachineUsage | undefined;
}

export const initialMachine: MachineSlice = {
  status: undefined,
  steps: [],
  stepsSince: undefined,
  usage: undefined,
};

/**
 * The machine after one item of `machine.watch`.
 * @param now when it was received, milliseconds since the epoch
 */
export function reduceMachine(slice: MachineSlice, status: MachineStatus, now: number): MachineSlice {
  const usage = isMeasured(status.state) ? slice.usage : undefined;
  return { status, usage, ...reduceSteps(slice, status.state, now) };
}

type Steps = Pick<MachineSlice, 'steps' | 'stepsSince'>;

function reduceSteps(slice: MachineSlice, state: MachineState, now: number): Steps {
  // A failed boot keeps its steps: the last one is where it failed.
  if (state.kind === 'failed') return { steps: slice.steps, stepsSince: slice.stepsSince };
  if (!isOnItsWay(state)) return { steps: [], stepsSince: undefined };
  const before = slice.status?.state;
  const goesOn = before !== undefined && isOnItsWay(before) && attemptOf(before) === attemptOf(state);
  const steps = goesOn ? slice.steps : [];
  const stepsSince = goesOn && slice.stepsSince !== undefined ? slice.stepsSince : state.since;
  const last = steps.at(-1);
  if (last?.id === state.step.id) {
    // The same step may say more while it goes on: "Installing packages (40 of 212)".
    if (last.title === state.step.title) return { steps, stepsSince };
    return { steps: [...steps.slice(0, -1), { ...last, title: state.step.title }], stepsSince };
  }
  const repeated = steps.findIndex((step) => step.id === state.step.id);
  const kept = repeated < 0 ? steps : steps.slice(0, repeated);
  return { steps: [...kept, { ...state.step, at: now }], stepsSince };
}

type OnItsWay = Extract<MachineState, { kind: 'provisioning' | 'starting' }>;

export function isOnItsWay(state: MachineState): state is OnItsWay {
  return state.kind === 'provisioning' || state.kind === 'starting';
}

function attemptOf(state: OnItsWay): number {
  return state.kind === 'starting' ? state.attempt : 0;
}
