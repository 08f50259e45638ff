import type { BulkAction, ContainerSummary } from '../../shared/contract/containers.ts';
import { AppError } from '../../shared/errors.ts';
import type { Undo } from '../store/notices-slice.ts';
import type { CommandContext } from './command.ts';

/** What a person may have meant not to do. A restart, a kill and a removal lose what no call brings back. */
const OPPOSITES: Partial<Record<BulkAction, { action: BulkAction; from: ContainerSummary['state'] }>> = {
  start: { action: 'stop', from: 'running' },
  stop: { action: 'start', from: 'exited' },
  pause: { action: 'resume', from: 'paused' },
  resume: { action: 'pause', from: 'running' },
};

/**
 * Takes back what was done to many containers; undefined where that cannot be done.
 * @param before the containers as they were: what was paused when it was stopped is paused again
 */
export function undoOfBulk(
  action: BulkAction,
  ids: readonly string[],
  before: Readonly<Record<string, Pick<ContainerSummary, 'state'>>>,
): Undo | undefined {
  const opposite = OPPOSITES[action];
  if (!opposite) return undefined;
  const paused = action === 'stop' ? ids.filter((id) => before[id]?.state === 'paused') : [];
  return {
    async perform(context) {
      await perform(context, opposite.action, ids);
      if (paused.length > 0) await perform(context, 'pause', paused);
    },
    possible: ({ containers: { byId } }) => ids.every((id) => byId[id]?.state === opposite.from),
  };
}

async function perform(context: CommandContext, action: BulkAction, ids: readonly string[]): Promise<void> {
  const { results } = await context.client().containers.bulk({ action, ids: [...ids] });
  const failed = results.find(({ error }) => error)?.error;
  if (failed) throw AppError.fromData(failed);
}
