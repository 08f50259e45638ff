import type { ContainerSummary } from '../../shared/contract/containers.ts';
import { toAppError } from '../../shared/errors.ts';
import { t } from '../i18n/index.ts';
import { updateActions, usePier } from '../store/store.ts';
import { notifyError } from './notify.ts';

type ContainerAction = 'start' | 'stop' | 'restart' | 'kill' | 'pause' | 'resume' | 'rename' | 'remove';

/** How long a row stays pending for the event that follows an answer, in milliseconds. */
const SETTLE_MS = 1500;

/**
 * Performs a call on one container: its row is pending until the list shows what came of it, an error marks the row
 * and is told. A second call on a container that is pending does nothing.
 */
export async function performOnContainer(
  container: ContainerSummary,
  action: ContainerAction,
  call: () => Promise<unknown>,
): Promise<void> {
  const { id, name } = container;
  if (usePier.getState().actions.pending[id]) return;
  updateActions(({ pending, errors }) => ({
    pending: { ...pending, [id]: action },
    errors: without(errors, id),
  }));
  const before = usePier.getState().containers.byId[id];
  try {
    await call();
    await listChange(id, before);
  } catch (thrown) {
    const error = toAppError(thrown).toData();
    const what = t.containers.couldNot[action](name);
    updateActions(({ errors }) => ({ errors: { ...errors, [id]: { what, error } } }));
    notifyError(`container-${id}`, what, error);
  } finally {
    updateActions(({ pending }) => ({ pending: without(pending, id) }));
  }
}

/** Forgets the error that marks a container's row. */
export function dismissContainerError(id: string): void {
  updateActions(({ errors }) => ({ errors: without(errors, id) }));
}

/** Resolves when the list no longer shows `before`: else a row would look idle in its old state for a moment. */
function listChange(id: string, before: ContainerSummary | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (usePier.getState().containers.byId[id] !== before) return resolve();
    const done = () => {
      clearTimeout(timer);
      stop();
      resolve();
    };
    const timer = setTimeout(done, SETTLE_MS);
    const stop = usePier.subscribe((state) => {
      if (state.containers.byId[id] !== before) done();
    });
  });
}

function without<T>(record: Readonly<Record<string, T>>, id: string): Record<string, T> {
  const { [id]: _, ...rest } = record;
  return rest;
}
