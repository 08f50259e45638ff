import type { PierClient } from '../../shared/contract/index.ts';
import type { PierStore } from './store.ts';

/** Writes what this Pier is. Asked once per connection: another backend may answer after a restart. */
export async function connectApp(client: PierClient, store: PierStore, signal: AbortSignal): Promise<void> {
  store.setState({ app: await client.app.info({}, { signal }) });
}
