import type { PierClient } from '../../shared/contract/index.ts';
import { isMeasured } from '../../shared/model/engine-kind.ts';
import { reduceMachine } from './machine-slice.ts';
import type { PierStore } from './store.ts';

/** Writes the machine's state as it changes. Ends when the stream does; fails with its error. */
export async function connectMachine(
  client: PierClient,
  store: PierStore,
  signal: AbortSignal,
): Promise<void> {
  for await (const status of client.machine.watch({}, { signal })) {
    store.setState((state) => ({ machine: reduceMachine(state.machine, status, Date.now()) }));
  }
}

/** Writes what the machine takes from this computer, an item each second while it runs or is paused. */
export async function connectUsage(client: PierClient, store: PierStore, signal: AbortSignal): Promise<void> {
  for await (const usage of client.machine.usage({}, { signal })) {
    store.setState((state) => {
      // A late item must not show a stopped machine at work.
      if (!state.machine.status || !isMeasured(state.machine.status.state)) return {};
      return { machine: { ...state.machine, usage } };
    });
  }
}
