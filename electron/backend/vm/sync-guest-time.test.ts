import { describe, expect, it } from 'vitest';
import { syncGuestTime } from './sync-guest-time.ts';

/** A guest whose clock is ahead by so much. */
function guest(ahead: number, options: { follows?: boolean; failures?: number } = {}) {
  let offset = ahead;
  let failures = options.failures ?? 0;
  let sets = 0;
  return {
    sets: () => sets,
    async time() {
      if (failures-- > 0) throw new Error('no answer');
      return Date.now() + offset;
    },
    async setTime() {
      sets += 1;
      if (options.follows ?? true) offset = 0;
    },
  };
}

describe('syncGuestTime', () => {
  it.each([-60_000, 4000])('sets a clock that is off by %i ms, once', async (ahead) => {
    const off = guest(ahead);
    const found = await syncGuestTime(off);
    expect(Math.abs(found - ahead)).toBeLessThan(100);
    expect(off.sets()).toBe(1);
  });

  it('leaves a clock alone that is right', async () => {
    const right = guest(120);
    await syncGuestTime(right);
    expect(right.sets()).toBe(0);
  });

  it('asks again where the agent is still asleep', async () => {
    const sleepy = guest(-9000, { failures: 2 });
    await syncGuestTime(sleepy);
    expect(sleepy.sets()).toBe(1);
  });

  it('says that a clock does not follow', async () => {
    await expect(syncGuestTime(guest(-9000, { follows: false }))).rejects.toThrow('does not follow');
  });
});
