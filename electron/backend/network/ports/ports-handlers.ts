import type { PierHandlers } from '../../../../shared/contract/index.ts';
import { watchState } from '../../watch-state.ts';
import type { PortForwarder } from './port-forwarder.ts';

/** Implements `contract.ports`. */
export function portsHandlers(forwarder: PortForwarder): PierHandlers['ports'] {
  return {
    watch: (_input, { signal }) =>
      watchState({
        signal,
        onChange: (listener) => forwarder.onChange(listener),
        read: () => forwarder.current(),
      }),
  };
}
