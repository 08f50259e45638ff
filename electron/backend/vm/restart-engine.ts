import { AppError } from '../../../shared/errors.ts';
import type { GuestControl } from '../../../vm/drivers/driver.ts';
import type { AttachedMachine } from './attached-machine.ts';
import { waitUntilHolds } from './readiness.ts';

/**
 * Restarts the engine of a machine that runs; containers go on. Resolves when it answers again.
 * @param prepare runs in the guest before
 * @throws AppError machine_not_running, guest_failed
 */
export async function restartEngine(
  machine: AttachedMachine | undefined,
  prepare: (guest: GuestControl) => Promise<void>,
): Promise<void> {
  const guest = machine?.vm.guest;
  if (!machine || !guest) {
    throw new AppError(
      'machine_not_running',
      'Restart the engine: no machine of Pier runs.',
      'Start it instead.',
    );
  }
  const { patience } = machine.vm;
  try {
    await prepare(guest);
    await guest.restartEngine();
    await waitUntilHolds(machine.engineRequirement, patience.answerMs, AbortSignal.timeout(patience.bootMs));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError(
      'guest_failed',
      `Restart the engine: ${reason.replace(/\.$/, '')}.`,
      'Restart the machine instead; the log of its console says more.',
      { cause: error },
    );
  }
}
