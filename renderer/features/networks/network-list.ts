import type { NetworkSummary } from '../../../shared/contract/networks.ts';
import { compareText } from '../../components/data-table/compare-text.ts';

export const COMPOSE_PROJECT = 'com.docker.compose.project';

/** Those that hold every word of the text in what their row shows. */
export function filterNetworks(networks: readonly NetworkSummary[], text: string): NetworkSummary[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return networks.filter((network) => {
    const shown = [
      network.name,
      network.driver,
      network.id,
      network.labels[COMPOSE_PROJECT] ?? '',
      ...network.subnets.map(({ subnet }) => subnet),
      ...network.containers.map(({ name }) => name),
    ]
      .join('\n')
      .toLowerCase();
    return words.every((word) => shown.includes(word));
  });
}

/** No container is on it or comes back to it, and the engine does not keep it by itself. */
export function isUnused({ predefined, containers }: NetworkSummary): boolean {
  return !predefined && containers.length === 0;
}

/** Those a person made first. */
export function compareNetworks(a: NetworkSummary, b: NetworkSummary): number {
  return compareText(a.name, b.name);
}

/** The network that a person means: by its whole id, its name or at least three characters of its id's beginning. */
export function findNetwork(networks: readonly NetworkSummary[], wanted: string): NetworkSummary | undefined {
  return (
    networks.find(({ id }) => id === wanted) ??
    networks.find(({ name }) => name === wanted) ??
    (wanted.length >= 3 ? networks.find(({ id }) => id.startsWith(wanted)) : undefined)
  );
}

/** A subnet with what else is known of it, in words. */
export function subnetText({ subnets }: NetworkSummary): string {
  return subnets.map(({ subnet }) => subnet).join(', ');
}
