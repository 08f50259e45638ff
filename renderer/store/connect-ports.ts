import type { PierClient } from '../../shared/contract/index.ts';
import { reducePorts } from './ports-slice.ts';
import type { PierStore } from './store.ts';

/** Writes which ports are open on this computer. Ends when the stream does; fails with its error. */
export async function connectPorts(client: PierClient, store: PierStore, signal: AbortSignal): Promise<void> {
  for await (const update of client.ports.watch({}, { signal })) {
    store.setState((state) => ({ ports: reducePorts(state.ports, update) }));
  }
}
