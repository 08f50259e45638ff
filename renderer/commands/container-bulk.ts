import {
  IconBolt,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconPlayerTrackNext,
  IconRefresh,
  IconTrash,
} from '@tabler/icons-react';
import type { BulkAction, BulkResult, ContainerSummary } from '../../shared/contract/containers.ts';
import { toAppError } from '../../shared/errors.ts';
import { isActive } from '../../shared/model/container-actions.ts';
import { t } from '../i18n/index.ts';
import { updateActions, updateView, usePier } from '../store/store.ts';
import { undoOfBulk } from './bulk-undo.ts';
import type { BulkCommand, CommandContext } from './command.ts';
import { notifyError, notifyWarning } from './notify.ts';
import { notifyUndoable } from './notify-undoable.tsx';

/** More names would fill the screen; the rest is a number. */
const NAMED = 5;

/**
 * One action on many containers at once. Rows are pending until the list shows what came of them; what failed is told
 * in one summary and marks its row.
 */
export async function performOnContainers(
  containers: readonly ContainerSummary[],
  action: BulkAction,
  context: CommandContext,
  options: { force?: boolean; volumes?: boolean } = {},
): Promise<void> {
  const { pending } = usePier.getState().actions;
  const free = containers.filter(({ id }) => pending[id] === undefined);
  if (free.length === 0) return;
  const ids = free.map(({ id }) => id);
  const before = usePier.getState().containers.byId;
  updateActions((actions) => ({
    pending: { ...actions.pending, ...Object.fromEntries(ids.map((id) => [id, action])) },
    errors: without(actions.errors, ids),
  }));
  const settle = (settled: readonly string[]) =>
    updateActions((actions) => ({ pending: without(actions.pending, settled) }));
  const left = new Set(ids);
  // Each row as soon as the list shows it in another state: the last of many may take a while.
  const stop = usePier.subscribe(({ containers: { byId } }) => {
    const changed = [...left].filter((id) => byId[id]?.state !== before[id]?.state);
    if (changed.length === 0) return;
    for (const id of changed) left.delete(id);
    settle(changed);
  });
  try {
    const { results } = await context.client().containers.bulk({ action, ids, ...options });
    tellResults(action, results, before);
  } catch (thrown) {
    notifyError(`bulk-${action}`, t.containers.bulk.failed[action](ids.length), toAppError(thrown).toData());
  } finally {
    stop();
    settle([...left]);
  }
}

function tellResults(
  action: BulkAction,
  results: readonly BulkResult[],
  before: Readonly<Record<string, ContainerSummary>>,
): void {
  const failed = results.flatMap(({ id, name, error }) => (error ? [{ id, name, error }] : []));
  const done = results.length - failed.length;
  const title = t.containers.bulk.done[action](done);
  if (failed.length === 0) {
    const ids = results.map(({ id }) => id);
    notifyUndoable(`bulk-${action}`, title, '', undoOfBulk(action, ids, before));
    return;
  }
  updateActions(({ errors }) => ({
    errors: {
      ...errors,
      ...Object.fromEntries(
        failed.map(({ id, name, error }) => [id, { what: t.containers.couldNot[action](name), error }]),
      ),
    },
  }));
  const named = failed.slice(0, NAMED).map(({ name, error }) => `${name}: ${error.message}`);
  const more = failed.length > NAMED ? [t.containers.bulk.more(failed.length - NAMED)] : [];
  notifyWarning(
    `bulk-${action}`,
    t.containers.bulk.partly(title, failed.length),
    [...named, ...more].join('\n'),
  );
}

const command = (
  action: BulkAction,
  icon: BulkCommand<ContainerSummary>['icon'],
  applies: (container: ContainerSummary) => boolean,
): BulkCommand<ContainerSummary> => ({
  id: action,
  title: t.containers.bulk.actions[action],
  icon,
  applies,
  perform: (containers, context) => performOnContainers(containers, action, context),
});

export const bulkStart = command('start', IconPlayerPlay, ({ state }) =>
  ['created', 'exited', 'dead'].includes(state),
);
export const bulkStop = command('stop', IconPlayerStop, ({ state }) => isActive(state));
export const bulkRestart = command('restart', IconRefresh, ({ state }) => isActive(state));
/** Asks first, once for all. */
export const bulkRemove: BulkCommand<ContainerSummary> = {
  ...command('remove', IconTrash, ({ state }) => state !== 'removing'),
  danger: true,
  perform: (containers) => updateView({ removingMany: containers.map(({ id }) => id) }),
};

export const containerBulkCommands: readonly BulkCommand<ContainerSummary>[] = [
  bulkStart,
  bulkStop,
  bulkRestart,
  command('pause', IconPlayerPause, ({ state }) => state === 'running'),
  command('resume', IconPlayerTrackNext, ({ state }) => state === 'paused'),
  command('kill', IconBolt, ({ state }) => isActive(state)),
  bulkRemove,
];

function without<T>(record: Readonly<Record<string, T>>, ids: readonly string[]): Record<string, T> {
  const gone = new Set(ids);
  return Object.fromEntries(Object.entries(record).filter(([id]) => !gone.has(id)));
}
