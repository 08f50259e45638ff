import type { PierHandlers } from '../../../../shared/contract/index.ts';
import type { PortsUpdate } from '../../../../shared/contract/ports.ts';
import { pause } from '../../engine/pause.ts';
import type { PortForwarder } from './port-forwarder.ts';

/** Implements `contract.ports`. A consumer that is slow misses states in between, never the latest. */
export function portsHandlers(forwarder: PortForwarder): PierHandlers['ports'] {
  return { watch: (_input, { signal }) => watchPorts(forwarder, signal) };
}

async function* watchPorts(forwarder: PortForwarder, signal: AbortSignal): AsyncGenerator<PortsUpdate> {
  let changed = true;
  let wake = () => {};
  const off = forwarder.onChange(() => {
    changed = true;
    wake();
  });
  try {
    while (!signal.aborted) {
      if (changed) {
        changed = false;
        yield forwarder.current();
        continue;
      }
      await pause({
        signal,
        onChange: (listener) => {
          wake = listener;
          return () => {
            wake = () => {};
          };
        },
      });
    }
  } finally {
    off();
  }
}
