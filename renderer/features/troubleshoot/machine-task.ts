import type { Task } from '../../../shared/contract/tasks.ts';

const KINDS = new Set([
  'snapshot-create',
  'snapshot-restore',
  'data-export',
  'data-import',
  'data-clean',
  'factory-reset',
  'disk-move',
]);

/** Whether it has the data disk now, so that the engine cannot be started meanwhile. */
export function isMachineTask({ kind, state }: Pick<Task, 'kind' | 'state'>): boolean {
  return state === 'running' && KINDS.has(kind);
}
