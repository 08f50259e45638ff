import { describe, expect, it } from 'vitest';
import type { MachineState, MachineStatus } from '../../shared/contract/machine.ts';
import { engineKind } from '../../shared/model/engine-kind.ts';
import { initialMachine, type MachineSlice, reduceMachine } from './machine-slice.ts';

const T = 1_800_000_000_000;
const status = (state: MachineState): MachineStatus => ({
  state,
  info: { driver: 'fake', hasMachine: true, canPause: true },
  dockerSocket: '/x/docker.sock',
});
const starting = (id: string, attempt = 0, since = T): MachineState => ({
  kind: 'starting',
  since,
  attempt,
  step: { id, title: `Title of ${id}` },
});
const stateAfter = (states: MachineState[], from: MachineSlice = initialMachine) =>
  states.reduce((slice, state, index) => reduceMachine(slice, status(state), T + index), from);
const ids = (slice: MachineSlice) => slice.steps.map((step) => step.id);

describe('the steps of a boot', () => {
  it('are collected with the moment each was first heard of', () => {
    const slice = stateAfter([starting('kernel'), starting('kernel'), starting('dockerd')]);
    expect(slice.steps.map((step) => [step.id, step.at])).toEqual([
      ['kernel', T],
      ['dockerd', T + 2],
    ]);
    expect(slice.stepsSince).toBe(T);
  });
  it('go on from set-up to boot as one way', () => {
    const provisioning: MachineState = {
      kind: 'provisioning',
      since: T - 9,
      step: { id: 'image', title: 'Building' },
    };
    const slice = stateAfter([provisioning, starting('kernel')]);
    expect([ids(slice), slice.stepsSince]).toEqual([['image', 'kernel'], T - 9]);
  });
  it('take a new title of the same step', () => {
    const more = { ...starting('kernel'), step: { id: 'kernel', title: 'More' } } as MachineState;
    expect(stateAfter([starting('kernel'), more]).steps).toEqual([{ id: 'kernel', title: 'More', at: T }]);
  });
  it('begin anew with each try after a crash', () => {
    const slice = stateAfter([starting('kernel'), starting('dockerd'), starting('kernel', 1, T + 50)]);
    expect([ids(slice), slice.stepsSince]).toEqual([['kernel'], T + 50]);
  });
  it('go back when a step comes again', () => {
    expect(ids(stateAfter([starting('a'), starting('b'), starting('c'), starting('b')]))).toEqual(['a', 'b']);
  });
  it('stay to tell where a boot failed, and are gone once it runs', () => {
    const error = { code: 'machine_start_timeout' as const, message: 'm', hint: 'h' };
    const failed = stateAfter([starting('kernel'), { kind: 'failed', since: T, error }]);
    expect(ids(failed)).toEqual(['kernel']);
    expect(ids(stateAfter([{ kind: 'running', since: T }], failed))).toEqual([]);
    expect(ids(stateAfter([starting('dockerd')], failed))).toEqual(['dockerd']);
  });
});

describe('usage', () => {
  it('is forgotten when the machine neither runs nor is paused', () => {
    const usage = {
      cpuPercent: 1,
      cpus: 2,
      memoryBytes: 3,
      memoryLimitBytes: 4,
      diskBytes: 5,
      diskLimitBytes: 6,
      memoryReturnedBytes: 7,
      diskReturnedBytes: 8,
    };
    const running = { ...stateAfter([{ kind: 'running', since: T }]), usage };
    expect(stateAfter([{ kind: 'running', since: T }], running).usage).toBe(usage);
    const by = 'resource-saver' as const;
    expect(stateAfter([{ kind: 'paused', since: T, by }], running).usage).toBe(usage);
    expect(stateAfter([{ kind: 'stopped', since: T }], running).usage).toBeUndefined();
  });
});

describe('engineKind', () => {
  it('tells unknown, degraded and the saver’s pause apart from the rest', () => {
    expect(engineKind(status({ kind: 'paused', since: T, by: 'person' }))).toBe('paused');
    expect(engineKind(status({ kind: 'paused', since: T, by: 'resource-saver' }))).toBe('saving');
    expect(engineKind(undefined)).toBe('unknown');
    expect(engineKind(status({ kind: 'stopped', since: T }))).toBe('stopped');
    const degraded = { code: 'engine_unreachable' as const, message: 'm', hint: 'h' };
    expect(engineKind(status({ kind: 'running', since: T, degraded }))).toBe('degraded');
  });
});
