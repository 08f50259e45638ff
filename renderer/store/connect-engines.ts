import type { PierClient } from '../../shared/contract/index.ts';
import type { PierStore } from './store.ts';

/**
 * Writes which engines there are and which is shown. Ends when the stream does; fails with its error.
 * @param onStale called when another engine is shown than this connection works on
 */
export async function connectEngines(
  client: PierClient,
  store: PierStore,
  signal: AbortSignal,
  onStale: () => void,
): Promise<void> {
  for await (const engines of client.engines.watch({}, { signal })) {
    store.setState({ engines });
    if (engines.isStale) onStale();
  }
}
