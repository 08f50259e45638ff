import type { NetworkContainer, NetworkSummary } from '../../../../shared/contract/networks.ts';
import { toContainerSummary } from '../container-summary.ts';
import type { ApiContainer } from '../engine-api.ts';
import type { ApiContainerNetworks, ApiEndpoint, ApiNetwork } from './network-api.ts';

const PREDEFINED = new Set(['bridge', 'host', 'none']);

/**
 * The networks with the containers on them: those that run, and those that come back when they are started. The
 * engine's own list of networks says neither.
 */
export function toNetworkSummaries(
  networks: ApiNetwork[],
  containers: (ApiContainer & ApiContainerNetworks)[],
): NetworkSummary[] {
  const members = new Map<string, NetworkContainer[]>(networks.map(({ Id: id }) => [id, []]));
  const idsByName = new Map(networks.map(({ Name: name, Id: id }) => [name, id]));
  for (const container of containers) {
    for (const [key, endpoint] of Object.entries(container.NetworkSettings?.Networks ?? {})) {
      const id = endpoint?.NetworkID || idsByName.get(key) || key;
      members.get(id)?.push(toMember(container, endpoint));
    }
  }
  return networks
    .map((network) => toNetworkSummary(network, members.get(network.Id) ?? []))
    .sort((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id));
}

function toMember(container: ApiContainer, endpoint: ApiEndpoint | null): NetworkContainer {
  const { id, name, image, state } = toContainerSummary(container);
  return {
    id,
    name,
    image,
    state,
    ...(endpoint?.IPAddress ? { ipv4: endpoint.IPAddress } : {}),
    ...(endpoint?.GlobalIPv6Address ? { ipv6: endpoint.GlobalIPv6Address } : {}),
    ...(endpoint?.MacAddress ? { mac: endpoint.MacAddress } : {}),
  };
}

function toNetworkSummary(network: ApiNetwork, containers: NetworkContainer[]): NetworkSummary {
  const createdAt = Date.parse(network.Created ?? '');
  return {
    id: network.Id,
    name: network.Name,
    driver: network.Driver,
    scope: network.Scope,
    internal: network.Internal ?? false,
    attachable: network.Attachable ?? false,
    ipv6: network.EnableIPv6 ?? false,
    predefined: isPredefined(network.Name),
    subnets: (network.IPAM?.Config ?? []).flatMap(({ Subnet: subnet, Gateway: gateway, IPRange: ipRange }) =>
      subnet ? [{ subnet, ...(gateway ? { gateway } : {}), ...(ipRange ? { ipRange } : {}) }] : [],
    ),
    options: network.Options ?? {},
    labels: network.Labels ?? {},
    ...(createdAt > 0 ? { createdAt } : {}),
    containers: containers.sort((a, b) => a.name.localeCompare(b.name) || a.id.localeCompare(b.id)),
  };
}

/** The engine refuses to make or remove a network of these names. */
export function isPredefined(name: string): boolean {
  return PREDEFINED.has(name);
}
