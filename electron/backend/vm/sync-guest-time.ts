import { setTimeout as sleep } from 'node:timers/promises';
import type { GuestControl } from '../../../vm/drivers/driver.ts';

/** Closer than this is right, in milliseconds: an answer of the agent takes its time. */
const RIGHT_MS = 500;
const TRIES = 8;
const TRY_AGAIN_MS = 500;

/**
 * Sets the guest's clock where it is wrong: after a sleep of this computer or a pause of the machine. A clock that is
 * right is not touched.
 * @returns how far it was ahead of this computer's, in milliseconds
 * @throws Error where the agent does not answer, or the clock does not follow
 */
export async function syncGuestTime(guest: Pick<GuestControl, 'time' | 'setTime'>): Promise<number> {
  let found: number | undefined;
  let failure: unknown;
  for (let tries = 1; tries <= TRIES; tries++) {
    if (tries > 1) await sleep(failure ? TRY_AGAIN_MS : 0, undefined, { ref: false });
    try {
      const { aheadMs, uncertainMs } = await compare(guest);
      failure = undefined;
      found ??= aheadMs;
      if (Math.abs(aheadMs) <= RIGHT_MS + (tries > 1 ? uncertainMs : 0)) return found;
      await guest.setTime();
    } catch (error) {
      // A guest that has just woken answers a little later.
      failure = error;
    }
  }
  throw failure ?? new Error("The guest's clock does not follow.");
}

async function compare(guest: Pick<GuestControl, 'time'>): Promise<{ aheadMs: number; uncertainMs: number }> {
  const before = Date.now();
  const time = await guest.time();
  const after = Date.now();
  return { aheadMs: Math.round(time - (before + after) / 2), uncertainMs: (after - before) / 2 };
}
