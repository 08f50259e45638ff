import { describe, expect, it } from 'vitest';
import type { MachineState } from '../../../shared/contract/machine.ts';
import { type MachineEvent, type MachineKind, nextState, TRANSITIONS } from './state-machine.ts';

const step = { id: 'kernel', title: 'Starting the kernel' };
const error = { code: 'machine_crashed', message: 'It crashed.', hint: 'Start it again.' } as const;

const states: { [K in MachineKind]: Extract<MachineState, { kind: K }> } = {
  absent: { kind: 'absent', since: 1 },
  provisioning: { kind: 'provisioning', since: 1, step },
  stopped: { kind: 'stopped', since: 1 },
  starting: { kind: 'starting', since: 1, step, attempt: 0 },
  running: { kind: 'running', since: 1 },
  paused: { kind: 'paused', since: 1, by: 'person' },
  stopping: { kind: 'stopping', since: 1, forced: false },
  failed: { kind: 'failed', since: 1, error },
};

const events: { [T in MachineEvent['type']]: Extract<MachineEvent, { type: T }> } = {
  absent: { type: 'absent' },
  stopped: { type: 'stopped' },
  starting: { type: 'starting', step, attempt: 0 },
  provisioning: { type: 'provisioning', step, progress: 0.5 },
  running: { type: 'running' },
  paused: { type: 'paused', by: 'resource-saver' },
  stopping: { type: 'stopping', forced: true },
  failed: { type: 'failed', error },
};

/** Written out once more, by hand: a row of the table is not changed by accident. */
const allowed: Record<MachineKind, string> = {
  absent: 'absent failed paused running starting stopped',
  provisioning: 'absent failed provisioning starting stopped stopping',
  stopped: 'absent failed paused running starting stopped',
  starting: 'absent failed provisioning running starting stopped stopping',
  running: 'absent failed paused running starting stopped stopping',
  paused: 'absent failed paused running starting stopped stopping',
  stopping: 'absent failed stopped stopping',
  failed: 'absent failed running starting stopped',
};

describe('nextState', () => {
  for (const state of Object.values(states)) {
    it(`allows from ${state.kind} what the table says and nothing else`, () => {
      const taken = Object.values(events).filter((event) => nextState(state, event, 2));
      expect(
        taken
          .map((event) => event.type)
          .sort()
          .join(' '),
      ).toBe(allowed[state.kind]);
    });

    for (const type of TRANSITIONS[state.kind]) {
      it(`goes from ${state.kind} to ${type}`, () => {
        expect(nextState(state, events[type], 2)?.kind).toBe(type);
      });
    }
  }

  it('carries the data of its kind and drops that of the one before', () => {
    expect(nextState(states.starting, events.running, 5)).toEqual({ kind: 'running', since: 5 });
    expect(nextState(states.absent, events.starting, 5)).toEqual({
      kind: 'starting',
      since: 5,
      step,
      attempt: 0,
    });
    expect(nextState(states.starting, events.provisioning, 5)).toEqual({
      kind: 'provisioning',
      since: 5,
      step,
      progress: 0.5,
    });
    expect(nextState(states.running, events.failed, 5)).toEqual({ kind: 'failed', since: 5, error });
  });

  it('keeps the time of a kind over its steps and troubles', () => {
    const next = { type: 'starting', step: { id: 'engine', title: 'Starting Docker' }, attempt: 0 } as const;
    expect(nextState(states.starting, next, 9)).toMatchObject({ since: 1, step: { id: 'engine' } });
    const degraded = nextState(states.running, { type: 'running', degraded: error }, 9);
    expect(degraded).toEqual({ kind: 'running', since: 1, degraded: error });
    expect(nextState(degraded as MachineState, { type: 'running' }, 10)).toEqual({
      kind: 'running',
      since: 1,
    });
    expect(nextState(states.stopping, { type: 'stopping', forced: true }, 9)).toEqual({
      kind: 'stopping',
      since: 1,
      forced: true,
    });
  });

  it('starts the clock again for a new attempt', () => {
    expect(nextState(states.starting, { type: 'starting', step, attempt: 1 }, 9)).toMatchObject({ since: 9 });
  });
});
