import type { PierClient } from '../../shared/contract/index.ts';
import type { PierStore } from './store.ts';

/** Writes which extensions there are. Ends when the stream does; fails with its error. */
export async function connectExtensions(
  client: PierClient,
  store: PierStore,
  signal: AbortSignal,
): Promise<void> {
  for await (const extensions of client.extensions.watch({}, { signal })) store.setState({ extensions });
}
