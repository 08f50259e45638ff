import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MachineUsage } from '../../../shared/contract/machine.ts';
import { FakeResources } from '../../../vm/drivers/fake/fake-resources.ts';
import { Emitter } from '../../../vm/emitter.ts';
import { silentLogger } from '../log/logger.ts';
import { Reclaimer } from './reclaimer.ts';

const MIB = 1024 ** 2;
const MINUTE = 60_000;
const limits = { cpus: { min: 1, max: 1 }, memoryBytes: { min: 1, max: 1 } };

function make() {
  const freed = new Emitter<'memory' | 'disk'>();
  const changes = new Emitter<void>();
  const usage = { memoryBytes: 500 * MIB, cpuPercent: 2 };
  let resources: FakeResources | undefined = new FakeResources(
    limits,
    { cpus: 1, memoryBytes: 1 },
    () => undefined,
  );
  const { calls } = resources;
  const reclaimer = new Reclaimer({
    machine: {
      resources: () => resources,
      usage: async () => usage as MachineUsage,
      onChange: (listener) => changes.on(listener),
    },
    onFreed: (listener) => freed.on(listener),
    log: silentLogger,
  });
  const stop = () => {
    resources = undefined;
    changes.emit();
  };
  return { reclaimer, usage, calls, freed, stop };
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const returns = (calls: string[]) => calls.filter((call) => call === 'return gently').length;
const trims = (calls: string[]) => calls.filter((call) => call === 'trim').length;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('memory', () => {
  it('is asked for after a container ended and left files in it, until nothing more comes', async () => {
    const { usage, calls, freed } = make();
    await pass(5 * MINUTE);
    usage.memoryBytes = 1500 * MIB;
    freed.emit('memory');
    await pass(20_000);
    expect(returns(calls)).toBe(1);
    usage.memoryBytes = 1000 * MIB;
    await pass(MINUTE);
    expect(returns(calls)).toBe(2);
    // It keeps the rest: it needs it.
    await pass(60 * MINUTE);
    expect(returns(calls)).toBe(2);
  });

  it('is not asked for while the guest works, nor where it took hardly more', async () => {
    const { usage, calls, freed } = make();
    await pass(5 * MINUTE);
    Object.assign(usage, { memoryBytes: 1500 * MIB, cpuPercent: 80 });
    freed.emit('memory');
    await pass(10 * MINUTE);
    expect(returns(calls)).toBe(0);
    Object.assign(usage, { memoryBytes: 700 * MIB, cpuPercent: 2 });
    await pass(10 * MINUTE);
    expect(returns(calls)).toBe(0);
  });

  it('comes back also of what no container was: a pull', async () => {
    const { usage, calls } = make();
    await pass(5 * MINUTE);
    usage.memoryBytes = 1500 * MIB;
    await pass(5 * MINUTE);
    expect(returns(calls)).toBe(1);
  });
});

describe('the disk', () => {
  it('is trimmed soon after something was removed, once for many, and each day', async () => {
    const { calls, freed } = make();
    for (let i = 0; i < 5; i++) {
      freed.emit('disk');
      await pass(1000);
    }
    await pass(30_000);
    expect(trims(calls)).toBe(1);
    freed.emit('disk');
    await pass(5 * MINUTE);
    expect(trims(calls)).toBe(1);
    await pass(6 * MINUTE);
    expect(trims(calls)).toBe(2);
    await pass(24 * 60 * MINUTE);
    expect(trims(calls)).toBe(3);
  });

  it('is left alone once the machine is gone', async () => {
    const { calls, freed, stop } = make();
    stop();
    freed.emit('disk');
    freed.emit('memory');
    await pass(48 * 60 * MINUTE);
    expect(calls).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
