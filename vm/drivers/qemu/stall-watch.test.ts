import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { ErrorData } from '../../../shared/errors.ts';
import type { GuestAgent } from '../guest/guest-agent.ts';
import type { QmpClient, QmpEvent } from './qmp.ts';
import { StallWatch } from './stall-watch.ts';

const disk = { free: 0 };
const GIB = 1024 ** 3;
let status: string;
let refusals: number;
let tell: (event: QmpEvent) => void;
let troubles: (string | undefined)[];
let isPaused: boolean;
let watch: StallWatch;

/** A QEMU that goes on with `cont` unless it refuses, and a guest agent that never answers. */
function start(onDeadlock = () => {}): { conts: () => number } {
  const execute = vi.fn(async (command: string) => {
    if (command === 'query-status') return { status };
    if (refusals-- > 0) throw new Error('no answer');
    status = 'running';
    return {};
  });
  const qmp = {
    onEvent: (listener: (event: QmpEvent) => void) => {
      tell = listener;
      return () => {};
    },
    execute,
  };
  watch = new StallWatch({
    qmp: qmp as unknown as QmpClient,
    agent: { setTime: () => new Promise<void>(() => {}) } as unknown as GuestAgent,
    folder: () => '/home/ann/.pier',
    free: async () => disk.free,
    isPaused: () => isPaused,
    onTrouble: (error: ErrorData | undefined) => troubles.push(error?.code),
    onDeadlock,
  });
  return { conts: () => execute.mock.calls.filter(([command]) => command === 'cont').length };
}

async function stopWith(newStatus: string): Promise<void> {
  status = newStatus;
  tell({ name: 'STOP', data: {} });
  await vi.advanceTimersByTimeAsync(0);
}

beforeEach(() => {
  vi.useFakeTimers();
  status = 'running';
  refusals = 0;
  isPaused = false;
  troubles = [];
  disk.free = 0;
});
afterEach(() => {
  watch.close();
  vi.useRealTimers();
});

describe('StallWatch', () => {
  it('lets a machine that a full disk stopped go on as soon as there is space', async () => {
    const { conts } = start();
    await stopWith('io-error');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(troubles).toEqual(['home_disk_full']);
    expect(conts()).toBe(0);
    disk.free = GIB;
    await vi.advanceTimersByTimeAsync(5000);
    expect(troubles).toEqual(['home_disk_full', undefined]);
    expect(status).toBe('running');
  });

  it('does so again where the disk is full again before the guest set its clock', async () => {
    const { conts } = start();
    disk.free = GIB;
    await stopWith('io-error');
    expect(conts()).toBe(1);
    await stopWith('io-error');
    expect(conts()).toBe(2);
    expect(troubles).toEqual(['home_disk_full', undefined, 'home_disk_full', undefined]);
  });

  it('does not let it go on while somebody has paused it', async () => {
    const { conts } = start();
    await stopWith('io-error');
    isPaused = true;
    disk.free = GIB;
    await vi.advanceTimersByTimeAsync(60_000);
    expect([conts(), troubles]).toEqual([0, ['home_disk_full']]);
    isPaused = false;
    await vi.advanceTimersByTimeAsync(5000);
    expect(troubles).toEqual(['home_disk_full', undefined]);
  });

  it('tries again where QEMU does not go on', async () => {
    start();
    disk.free = GIB;
    refusals = 2;
    await stopWith('io-error');
    expect(troubles).toEqual(['home_disk_full']);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(troubles).toEqual(['home_disk_full', undefined]);
  });

  it('finds a machine that stopped while nobody looked', async () => {
    status = 'io-error';
    start();
    await vi.advanceTimersByTimeAsync(0);
    expect(troubles).toEqual(['home_disk_full']);
  });

  it('leaves it alone once it is closed', async () => {
    const { conts } = start();
    await stopWith('io-error');
    watch.close();
    disk.free = GIB;
    await vi.advanceTimersByTimeAsync(60_000);
    expect(conts()).toBe(0);
  });

  it('tells of a guest that the accelerator cannot run', async () => {
    const onDeadlock = vi.fn();
    start(onDeadlock);
    await stopWith('internal-error');
    expect(onDeadlock).toHaveBeenCalledOnce();
    expect(troubles).toEqual([]);
  });
});
