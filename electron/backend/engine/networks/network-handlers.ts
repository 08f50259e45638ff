import type { PierHandlers } from '../../../../shared/contract/index.ts';
import type { EngineServices } from '../engine-handlers.ts';
import {
  connectContainer,
  createNetwork,
  disconnectContainer,
  inspectNetwork,
  networkDrivers,
  networkEndpoints,
  removeNetworks,
} from './network-actions.ts';
import { networkList } from './network-list.ts';

export function networkHandlers({ engine }: EngineServices): PierHandlers['networks'] {
  const list = networkList(engine);
  return {
    watch: (_input, { signal }) => list.watch(signal),
    drivers: async () => ({ drivers: await networkDrivers(engine) }),
    create: (request) => createNetwork(engine, request),
    inspect: async ({ id }) => ({ value: await inspectNetwork(engine, id) }),
    endpoints: ({ id }) => networkEndpoints(engine, id),
    connect: async (request) => {
      await connectContainer(engine, request);
      return {};
    },
    disconnect: async (request) => {
      await disconnectContainer(engine, request);
      return {};
    },
    remove: ({ ids, unusedOnly }) => removeNetworks(engine, ids, { unusedOnly }),
  };
}
