import type { NetworkSummary } from '../../../../shared/contract/networks.ts';
import type { Engine } from '../engine.ts';
import type { ApiContainer } from '../engine-api.ts';
import type { EngineClient } from '../engine-client.ts';
import { WITHOUT_EFFECT } from '../engine-event.ts';
import { ANSWER_TIMEOUT_MS } from '../follow-engine.ts';
import { isHelper } from '../helpers/helper-label.ts';
import { markHidden } from '../hidden-objects.ts';
import type { LiveList } from '../live-list.ts';
import type { ApiContainerNetworks, ApiNetwork } from './network-api.ts';
import { toNetworkSummaries } from './network-summary.ts';

/** What happens to a container without an effect on its networks, its name or its state. */
const IGNORED = new Set([...WITHOUT_EFFECT, 'health_status', 'update']);

/** The networks and who is on them, kept up with the engine. */
export function networkList(engine: Engine): LiveList<NetworkSummary> {
  return engine.liveList({
    subject: 'networks',
    eventTypes: ['network', 'container'],
    ignoredActions: IGNORED,
    fetch: async (client, signal) => markHidden(await fetchNetworks(client, signal), engine.hidden),
  });
}

export async function fetchNetworks(client: EngineClient, signal?: AbortSignal): Promise<NetworkSummary[]> {
  const read = { timeoutMs: ANSWER_TIMEOUT_MS, signal };
  const [networks, containers] = await Promise.all([
    client.json<ApiNetwork[]>({ path: '/networks', ...read }),
    client.json<(ApiContainer & ApiContainerNetworks)[]>({
      path: '/containers/json',
      query: { all: true },
      ...read,
    }),
  ]);
  return toNetworkSummaries(
    networks,
    containers.filter(({ Labels: labels }) => !isHelper(labels)),
  );
}
