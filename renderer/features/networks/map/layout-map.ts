import type { NetworkContainer, NetworkSummary } from '../../../../shared/contract/networks.ts';

/** Sizes in pixels at a zoom of 100 %. */
export const SIZES = {
  container: { width: 196, height: 28, pitch: 34 },
  network: { width: 208, height: 46, pitch: 60 },
  /** Between a column of containers and the networks. */
  gap: 150,
  margin: 16,
} as const;

/** Above it containers stand on both sides of the networks. */
const ONE_SIDE_LIMIT = 12;

export interface MapContainer {
  kind: 'container';
  id: string;
  member: NetworkContainer;
  /** Its networks, in the order of the map, with its address there. */
  on: { network: string; name: string; address: string | undefined }[];
  side: 'left' | 'right';
  x: number;
  y: number;
}

export interface MapNetwork {
  kind: 'network';
  id: string;
  network: NetworkSummary;
  /** How many of its containers are drawn. */
  count: number;
  color: number;
  x: number;
  y: number;
}

export interface MapLink {
  id: string;
  container: string;
  network: string;
  color: number;
  active: boolean;
  /** An SVG path. */
  path: string;
}

export interface NetworkMapLayout {
  width: number;
  height: number;
  containers: MapContainer[];
  networks: MapNetwork[];
  links: MapLink[];
}

/** How many colours there are to tell networks apart. */
export const COLORS = 8;

/**
 * Places networks in a column and their containers beside it, so that lines cross as little as can be had cheaply:
 * networks that share containers stand next to each other, and containers at the height of their networks. The same
 * input gives the same picture.
 */
export function layoutNetworkMap(networks: readonly NetworkSummary[]): NetworkMapLayout {
  const ordered = orderNetworks(networks);
  const placed = placeContainers(ordered);
  const oneSided = placed.every(({ side }) => side === 'right');
  const { container, network, gap, margin } = SIZES;
  const networkX = oneSided ? margin : margin + container.width + gap;
  const rightX = networkX + network.width + gap;
  const width = rightX + (placed.length > 0 ? container.width : -gap) + margin;
  const columns = {
    left: placed.filter(({ side }) => side === 'left'),
    right: placed.filter(({ side }) => side === 'right'),
  };
  const tallest = Math.max(columns.left.length, columns.right.length) * container.pitch;
  const height = Math.max(tallest, ordered.length * network.pitch) + 2 * margin;

  const containers: MapContainer[] = [];
  for (const [side, column] of Object.entries(columns) as ['left' | 'right', Placed[]][]) {
    const top = (height - column.length * container.pitch) / 2;
    column.forEach(({ member, on }, index) => {
      const x = side === 'left' ? margin : rightX;
      const y = top + index * container.pitch + (container.pitch - container.height) / 2;
      containers.push({ kind: 'container', id: member.id, member, on, side, x, y });
    });
  }
  const mapNetworks = placeNetworks(ordered, containers, networkX, height);
  return { width, height, containers, networks: mapNetworks, links: drawLinks(containers, mapNetworks) };
}

type Placed = Pick<MapContainer, 'member' | 'on' | 'side'>;

/** Greedily: after each network the one that shares most containers with it; else the biggest, then by name. */
function orderNetworks(networks: readonly NetworkSummary[]): NetworkSummary[] {
  const rest = [...networks].sort(
    (a, b) => b.containers.length - a.containers.length || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
  );
  const ordered: NetworkSummary[] = [];
  while (rest.length > 0) {
    const last = ordered.at(-1);
    const ids = new Set(last?.containers.map(({ id }) => id));
    let best = 0;
    let most = 0;
    rest.forEach((candidate, index) => {
      const shared = candidate.containers.filter(({ id }) => ids.has(id)).length;
      if (shared > most) [best, most] = [index, shared];
    });
    ordered.push(...rest.splice(best, 1));
  }
  return ordered;
}

/** In the order of the heights of their networks, each network's containers half and half on both sides. */
function placeContainers(networks: readonly NetworkSummary[]): Placed[] {
  const byId = new Map<string, { member: NetworkContainer; on: MapContainer['on']; at: number[] }>();
  networks.forEach((network, index) => {
    for (const member of network.containers) {
      const known = byId.get(member.id) ?? { member, on: [], at: [] };
      byId.set(member.id, known);
      known.on.push({ network: network.id, name: network.name, address: member.ipv4 ?? member.ipv6 });
      known.at.push(index);
    }
  });
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const sorted = [...byId.values()].sort(
    (a, b) =>
      mean(a.at) - mean(b.at) ||
      a.at.join().localeCompare(b.at.join()) ||
      a.member.name.localeCompare(b.member.name, 'en', { numeric: true }),
  );
  if (sorted.length <= ONE_SIDE_LIMIT) return sorted.map(({ member, on }) => ({ member, on, side: 'right' }));
  const placed: Placed[] = [];
  let balance = 0;
  for (const group of groupBy(sorted, ({ at }) => at.join())) {
    // The odd one goes where there are fewer.
    const left = balance > 0 ? Math.floor(group.length / 2) : Math.ceil(group.length / 2);
    balance += 2 * left - group.length;
    group.forEach(({ member, on }, index) => {
      placed.push({ member, on, side: index < left ? 'left' : 'right' });
    });
  }
  return placed;
}

/** Neighbours with the same key. */
function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const groups: T[][] = [];
  let last: string | undefined;
  for (const item of items) {
    const key = keyOf(item);
    if (key === last) groups.at(-1)?.push(item);
    else groups.push([item]);
    last = key;
  }
  return groups;
}

/** Each at the middle of its containers, moved as little as keeps them apart and inside. */
function placeNetworks(
  networks: readonly NetworkSummary[],
  containers: readonly MapContainer[],
  x: number,
  height: number,
): MapNetwork[] {
  const { pitch, height: tall } = SIZES.network;
  const wanted = networks.map((network, index) => {
    const own = containers.filter(({ on }) => on.some((each) => each.network === network.id));
    if (own.length === 0) return SIZES.margin + index * pitch;
    const middles = own.map(({ y }) => y + SIZES.container.height / 2);
    return middles.reduce((sum, middle) => sum + middle, 0) / middles.length - tall / 2;
  });
  const tops: number[] = [];
  wanted.forEach((top, index) => {
    tops.push(Math.max(top, index === 0 ? SIZES.margin : (tops[index - 1] ?? 0) + pitch));
  });
  // What was pushed below the end is pushed back up, with those above it.
  let limit = height - SIZES.margin - tall;
  for (let index = tops.length - 1; index >= 0; index--) {
    tops[index] = Math.min(tops[index] ?? 0, limit);
    limit = (tops[index] ?? 0) - pitch;
  }
  return networks.map((network, index) => ({
    kind: 'network',
    id: network.id,
    network,
    count: network.containers.length,
    color: index % COLORS,
    x,
    y: tops[index] ?? 0,
  }));
}

function drawLinks(containers: readonly MapContainer[], networks: readonly MapNetwork[]): MapLink[] {
  const byId = new Map(networks.map((network) => [network.id, network]));
  return containers.flatMap(({ id, member, on, side, x, y }) =>
    on.flatMap(({ network: networkId }) => {
      const network = byId.get(networkId);
      if (!network) return [];
      const from = { x: side === 'left' ? x + SIZES.container.width : x, y: y + SIZES.container.height / 2 };
      const to = {
        x: side === 'left' ? network.x : network.x + SIZES.network.width,
        y: network.y + SIZES.network.height / 2,
      };
      const middle = (from.x + to.x) / 2;
      return {
        id: `${id} ${networkId}`,
        container: id,
        network: networkId,
        color: network.color,
        active: member.state === 'running',
        path: `M${from.x},${from.y} C${middle},${from.y} ${middle},${to.y} ${to.x},${to.y}`,
      };
    }),
  );
}
