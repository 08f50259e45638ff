import type { PierClient } from '../../shared/contract/index.ts';
import type { PierStore } from './store.ts';

/** Writes what is known of newer versions of Pier. Ends when the stream does; fails with its error. */
export async function connectUpdates(
  client: PierClient,
  store: PierStore,
  signal: AbortSignal,
): Promise<void> {
  for await (const updates of client.updates.watch({}, { signal })) store.setState({ updates });
}
