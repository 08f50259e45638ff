import type { PierClient } from '../../shared/contract/index.ts';
import type { PierStore } from './store.ts';

/**
 * Writes what this Pier is. Asked once per connection, since another backend may answer after a restart; resolves
 * when `signal` aborts.
 */
export async function connectApp(client: PierClient, store: PierStore, signal: AbortSignal): Promise<void> {
  store.setState({ app: await client.app.info({}, { signal }) });
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
