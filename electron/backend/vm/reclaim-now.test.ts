import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MachineUsage } from '../../../shared/contract/machine.ts';
import type { GuestResources } from '../../../vm/drivers/driver.ts';
import { reclaimNow } from './reclaim-now.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('reclaimNow', () => {
  it('asks for memory and disk, and tells what came back', async () => {
    const usage = { memoryBytes: 900, diskBytes: 500 };
    const resources = {
      returnMemory: async (how: string) => {
        expect(how).toBe('fully');
        usage.memoryBytes = 400;
      },
      trim: async () => {
        usage.diskBytes = 600;
      },
    } as unknown as GuestResources;
    const done = reclaimNow({ resources, usage: async () => ({ ...usage }) as MachineUsage });
    await vi.advanceTimersByTimeAsync(10_000);
    // A disk that grew meanwhile gave nothing back.
    expect(await done).toEqual({ memoryBytes: 500, diskBytes: 0 });
  });

  it('says why where it cannot', async () => {
    const usage = async () => undefined;
    await expect(reclaimNow({ resources: undefined, usage })).rejects.toMatchObject({
      code: 'machine_not_running',
    });
    const resources = {
      returnMemory: async () => {
        throw new Error('no agent');
      },
    } as unknown as GuestResources;
    await expect(reclaimNow({ resources, usage })).rejects.toMatchObject({
      code: 'guest_failed',
      message: expect.stringContaining('no agent'),
    });
  });
});
