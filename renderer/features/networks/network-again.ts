import type {
  CreateNetworkRequest,
  NetworkEndpoint,
  NetworkSummary,
} from '../../../shared/contract/networks.ts';

/**
 * Whether one of its kind takes its place once it is removed. A stopped container asks for the network by its id, and of
 * those that several machines share the engine tells too little.
 */
export function canBeMadeAgain({ scope, containers }: NetworkSummary): boolean {
  return scope === 'local' && containers.length === 0;
}

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

/** What brings a container back to a network with its names, and the addresses that a person had asked for. */
export function connectionAgain(
  network: NetworkSummary,
  container: string,
  endpoints: readonly NetworkEndpoint[],
): { id: string; container: string; aliases: string[]; ipv4?: string; ipv6?: string } {
  const found = endpoints.find(({ containerId }) => containerId === container);
  const { aliases = [], ipv4, ipv6 } = found ?? {};
  return {
    id: network.id,
    container,
    // The engine adds the beginning of the id by itself.
    aliases: aliases.filter((alias) => !container.startsWith(alias)),
    ...(ipv4 && { ipv4 }),
    ...(ipv6 && { ipv6 }),
  };
}
