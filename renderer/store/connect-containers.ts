import type { PierClient } from '../../shared/contract/index.ts';
import { toAppError } from '../../shared/errors.ts';
import { reduceContainers } from './containers-slice.ts';
import type { PierStore } from './store.ts';

/** Writes the list of containers as the engine's events change it. A failure is told, and thrown for a new try. */
export async function connectContainers(
  client: PierClient,
  store: PierStore,
  signal: AbortSignal,
): Promise<void> {
  try {
    for await (const update of client.containers.watch({}, { signal })) {
      store.setState((state) => ({ containers: reduceContainers(state.containers, update, Date.now()) }));
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
