import type {
  CreateNetworkRequest,
  NetworkEndpoint,
  NetworkSummary,
} from '../../../shared/contract/networks.ts';

/** What makes a network again that was removed. */
export function networkAgain(network: NetworkSummary): CreateNetworkRequest {
  const { name, driver, internal, attachable, ipv6, subnets, options, labels } = network;
  const pairs = (record: Record<string, string>) =>
    Object.entries(record).map(([key, value]) => ({ name: key, value }));
  return {
    name,
    driver,
    internal,
    attachable,
    ipv6,
    subnets: subnets.map(({ subnet, gateway = '', ipRange = '' }) => ({ subnet, gateway, ipRange })),
    options: pairs(options),
    labels: pairs(labels),
  };
}

/**
 * What brings a container back to a network with its names. The engine chooses its address, as it did unless a person
 * had asked for one: which of the two it was is not told.
 */
export function connectionAgain(
  network: NetworkSummary,
  container: string,
  endpoints: readonly NetworkEndpoint[],
): { id: string; container: string; aliases: string[] } {
  const aliases = endpoints.find(({ containerId }) => containerId === container)?.aliases ?? [];
  // The engine adds the beginning of the id by itself.
  return { id: network.id, container, aliases: aliases.filter((alias) => !container.startsWith(alias)) };
}
