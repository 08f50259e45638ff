import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { GuestShare } from '../driver.ts';
import type { GuestAgent } from '../guest/guest-agent.ts';
import { QemuResources } from './qemu-resources.ts';
import type { QmpClient } from './qmp.ts';

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

/** A QEMU whose guest gives and takes memory down to `least`, and has four processors of which two run. */
function make(options: { least?: number; most?: GuestShare } = {}) {
  const booted = { cpus: 2, memoryBytes: 2 * GIB };
  const most = options.most ?? { cpus: 4, memoryBytes: 4 * GIB };
  let [balloon, plugged] = [booted.memoryBytes, 0];
  const online = [true, true, false, false];
  const qmp = {
    execute: async (command: string, args: Record<string, unknown> = {}) => {
      const value = Number(args.value);
      if (command === 'balloon') balloon = Math.max(options.least ?? 0, value);
      if (command === 'qom-set') plugged = value;
      if (command === 'query-balloon') return { actual: balloon };
      if (command === 'query-memory-devices') return [{ type: 'virtio-mem', data: { size: plugged } }];
      return {};
    },
  } as unknown as QmpClient;
  const agent = {
    vcpus: async () => online.map((isOn, id) => ({ id, online: isOn, canOffline: id > 0 })),
    setVcpus: async (changes: { id: number; online: boolean }[]) => {
      for (const { id, online: isOn } of changes) online[id] = isOn;
    },
  } as unknown as GuestAgent;
  const told: GuestShare[] = [];
  const resources = new QemuResources({
    qmp,
    agent,
    booted,
    most,
    now: booted,
    onChange: async (now) => void told.push(now),
  });
  return { resources, told, online, memory: () => ({ balloon, plugged }) };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('QemuResources', () => {
  it('switches processors, the last first, and never the one that cannot be', async () => {
    const { resources, told, online } = make();
    await resources.setCpus(4);
    expect(online).toEqual([true, true, true, true]);
    await resources.setCpus(1);
    expect(online).toEqual([true, false, false, false]);
    await resources.setCpus(1);
    expect(told.at(-1)).toEqual({ cpus: 1, memoryBytes: 2 * GIB });
    expect(resources.limits.cpus).toEqual({ min: 1, max: 4 });
  });

  it('plugs memory in above what the machine was started with, and blows the balloon up below', async () => {
    const { resources, memory } = make();
    expect(resources.limits.memoryBytes).toEqual({ min: GIB, max: 4 * GIB });
    await resources.setMemory(3 * GIB);
    expect(memory()).toEqual({ balloon: 2 * GIB, plugged: GIB });
    await resources.setMemory(1.5 * GIB);
    expect(memory()).toEqual({ balloon: 1.5 * GIB, plugged: 0 });
    expect(resources.now.memoryBytes).toBe(1.5 * GIB);
  });

  it('has as much as before where the guest does not give it', async () => {
    const { resources, memory, told } = make({ least: 1.75 * GIB });
    const failed = expect(resources.setMemory(GIB)).rejects.toThrow('1792 MiB');
    await vi.advanceTimersByTimeAsync(60_000);
    await failed;
    expect(memory()).toEqual({ balloon: 2 * GIB, plugged: 0 });
    expect(told).toEqual([]);
    await resources.setMemory(2 * GIB - 128 * MIB);
    expect(resources.now.memoryBytes).toBe(2 * GIB - 128 * MIB);
  });

  it('can only go below where this computer has no more', () => {
    const { resources } = make({ most: { cpus: 2, memoryBytes: 2 * GIB + 1 } });
    expect(resources.limits).toEqual({
      cpus: { min: 1, max: 2 },
      memoryBytes: { min: GIB, max: 2 * GIB },
    });
  });
});
