import { AppError } from '../../../shared/errors.ts';
import { sleep } from '../../../vm/sleep.ts';
import type { Supervisor } from './supervisor.ts';

/** The kernel reports what is free every two seconds, and the disk's file shrinks with the guest's journal. */
const SETTLE_MS = 6000;

/**
 * Has the machine give back all that it can, and tells how much that was.
 * @throws AppError machine_not_running; guest_failed with the guest's words
 */
export async function reclaimNow(
  supervisor: Pick<Supervisor, 'resources' | 'usage'>,
): Promise<{ memoryBytes: number; diskBytes: number }> {
  const { resources } = supervisor;
  if (!resources) {
    throw new AppError(
      'machine_not_running',
      'Give memory and disk back: no machine of Pier runs now.',
      'Start or resume the engine first. While it is stopped it takes no memory.',
    );
  }
  const before = await supervisor.usage();
  try {
    await resources.returnMemory('fully');
    await resources.trim();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError(
      'guest_failed',
      `Give memory and disk back: ${reason}`,
      'Try it again. If it lasts, restart the engine.',
      { cause: error },
    );
  }
  await sleep(SETTLE_MS);
  const after = await supervisor.usage();
  const less = (key: 'memoryBytes' | 'diskBytes') => Math.max(0, (before?.[key] ?? 0) - (after?.[key] ?? 0));
  return { memoryBytes: less('memoryBytes'), diskBytes: less('diskBytes') };
}
