import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MachineState } from '../../../shared/contract/machine.ts';
import { Emitter } from '../../../vm/emitter.ts';
import { silentLogger } from '../log/logger.ts';
import { ResourceSaver } from './resource-saver.ts';

const MINUTE = 60_000;
const running: MachineState = { kind: 'running', since: 0 };

function make() {
  const changes = new Emitter<void>();
  const world = {
    state: running as MachineState,
    delayMs: (5 * MINUTE) as number | undefined,
    running: 0 as number | undefined,
    usedAt: Date.now(),
    busy: false,
  };
  const machine = {
    state: () => world.state,
    onChange: (listener: () => void) => changes.on(listener),
    returnMemory: vi.fn(async () => {}),
    pause: vi.fn(async () => {
      world.state = { kind: 'paused', since: Date.now(), by: 'resource-saver' };
      changes.emit();
    }),
  };
  const saver = new ResourceSaver({
    machine,
    settings: { delayMs: () => world.delayMs, onChange: (listener) => changes.on(listener) },
    running: () => world.running,
    onRunning: (listener) => changes.on(listener),
    usedAt: () => world.usedAt,
    isBusy: () => world.busy,
    log: silentLogger,
  });
  const set = (change: Partial<typeof world>) => {
    Object.assign(world, change);
    changes.emit();
  };
  return { saver, machine, world, set };
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('ResourceSaver', () => {
  it('pauses after the delay, having handed the memory back', async () => {
    const { machine } = make();
    await pass(5 * MINUTE - 1);
    expect(machine.returnMemory).not.toHaveBeenCalled();
    await pass(1);
    expect(machine.returnMemory).toHaveBeenCalledTimes(1);
    expect(machine.pause).not.toHaveBeenCalled();
    await pass(10_000);
    expect(machine.pause).toHaveBeenCalledTimes(1);
  });

  it('counts from the end of the last container', async () => {
    const { machine, set } = make();
    set({ running: 1 });
    await pass(60 * MINUTE);
    expect(machine.pause).not.toHaveBeenCalled();
    set({ running: 0 });
    await pass(4 * MINUTE);
    set({ running: 0 });
    await pass(MINUTE + 10_000);
    expect(machine.pause).toHaveBeenCalledTimes(1);
  });

  it('counts from the last use of the engine, of which nobody tells it', async () => {
    const { machine, world } = make();
    await pass(4 * MINUTE);
    world.usedAt = Date.now();
    await pass(2 * MINUTE);
    expect(machine.returnMemory).not.toHaveBeenCalled();
    await pass(3 * MINUTE + 10_000);
    expect(machine.pause).toHaveBeenCalledTimes(1);
  });

  it('lets it run where it is used while its memory goes back', async () => {
    const { machine, world } = make();
    await pass(5 * MINUTE + 1000);
    world.usedAt = Date.now();
    await pass(MINUTE);
    expect(machine.returnMemory).toHaveBeenCalledTimes(1);
    expect(machine.pause).not.toHaveBeenCalled();
    await pass(5 * MINUTE);
    expect(machine.pause).toHaveBeenCalledTimes(1);
  });

  it('waits for what is under way', async () => {
    const { machine, world } = make();
    world.busy = true;
    await pass(30 * MINUTE);
    expect(machine.pause).not.toHaveBeenCalled();
    world.busy = false;
    await pass(MINUTE);
    expect(machine.pause).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['it is switched off', { delayMs: undefined }],
    ['nobody knows what runs', { running: undefined }],
    ['the machine starts', { state: { kind: 'stopping', since: 0, forced: false } as MachineState }],
    [
      'the engine is ill',
      {
        state: {
          ...running,
          degraded: { code: 'engine_unreachable', message: '', hint: '' },
        } as MachineState,
      },
    ],
  ])('does nothing while %s', async (_when, change) => {
    const { machine, set } = make();
    set(change);
    await pass(60 * MINUTE);
    expect(machine.returnMemory).not.toHaveBeenCalled();
  });

  it('heeds another delay at once, and tries again after a failure', async () => {
    const { machine, set } = make();
    await pass(2 * MINUTE);
    machine.pause.mockRejectedValueOnce(new Error('busy'));
    set({ delayMs: MINUTE });
    await pass(10_000);
    expect(machine.pause).toHaveBeenCalledTimes(1);
    await pass(MINUTE + 10_000);
    expect(machine.pause).toHaveBeenCalledTimes(2);
  });

  it('has no timer left once it is disposed', () => {
    const { saver } = make();
    expect(vi.getTimerCount()).toBe(1);
    saver.dispose();
    expect(vi.getTimerCount()).toBe(0);
  });
});
