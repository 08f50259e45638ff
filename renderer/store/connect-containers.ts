import type { PierClient } from '../../shared/contract/index.ts';
import { toAppError } from '../../shared/errors.ts';
import { type ContainersSlice, reduceContainers } from './containers-slice.ts';
import type { ActionsSlice, PierStore } from './store.ts';

/** Writes the list of containers as the engine's events change it. A failure is told, and thrown for a new try. */
export async function connectContainers(
  client: PierClient,
  store: PierStore,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const update of client.containers.watch({}, { signal })) {
      store.setState((state) => {
        const containers = reduceContainers(state.containers, update, Date.now());
        return { containers, actions: withoutGone(state.actions, containers.byId) };
      });
    }
  } catch (thrown) {
    const error = toAppError(thrown);
    if (!signal.aborted && error.code !== 'connection_lost') {
      store.setState((state) => ({
        containers: { ...state.containers, status: 'failed', error: error.toData() },
      }));
    }
    throw error;
  }
}

/** Why the last command failed is of no use to anybody once its container is gone. */
function withoutGone(actions: ActionsSlice, byId: ContainersSlice['byId']): ActionsSlice {
  const left = Object.entries(actions.errors).filter(([id]) => Object.hasOwn(byId, id));
  return left.length === Object.keys(actions.errors).length
    ? actions
    : { ...actions, errors: Object.fromEntries(left) };
}
