import type { MapContainer, MapNetwork, NetworkMapLayout } from './layout-map.ts';

export type MapNode = MapContainer | MapNetwork;

/** Nodes as a person sees them: columns from left to right, each from its top down. */
export function nodeColumns({ containers, networks }: NetworkMapLayout): MapNode[][] {
  const bySide = (side: 'left' | 'right') => containers.filter((each) => each.side === side);
  return [bySide('left'), networks, bySide('right')]
    .filter((column) => column.length > 0)
    .map((column: MapNode[]) => [...column].sort((a, b) => a.y - b.y));
}

/** Where an arrow key leads from a node; undefined where it leads nowhere. */
export function nodeAfter(columns: readonly MapNode[][], current: string, key: string): MapNode | undefined {
  const at = columns.findIndex((column) => column.some(({ id }) => id === current));
  const column = columns[at];
  const index = column?.findIndex(({ id }) => id === current) ?? -1;
  const node = column?.[index];
  if (!column || !node) return columns[0]?.[0];
  if (key === 'ArrowDown') return column[index + 1];
  if (key === 'ArrowUp') return column[index - 1];
  if (key === 'Home') return column[0];
  if (key === 'End') return column.at(-1);
  const beside = key === 'ArrowLeft' ? columns[at - 1] : key === 'ArrowRight' ? columns[at + 1] : undefined;
  return beside && nearest(beside, node);
}

/** First those it has a line to. */
function nearest(column: readonly MapNode[], from: MapNode): MapNode | undefined {
  const linked = column.filter((node) => isLinked(node, from));
  const choice = linked.length > 0 ? linked : column;
  return choice.reduce<MapNode | undefined>(
    (best, node) => (best && Math.abs(best.y - from.y) <= Math.abs(node.y - from.y) ? best : node),
    undefined,
  );
}

function isLinked(a: MapNode, b: MapNode): boolean {
  if (a.kind === 'container' && b.kind === 'network') return a.on.some(({ network }) => network === b.id);
  return b.kind === 'container' && a.kind === 'network' && isLinked(b, a);
}

/** The ids of what is lit while a node is looked at: itself and what it has a line to. */
export function related({ containers }: NetworkMapLayout, id: string | undefined): ReadonlySet<string> {
  const lit = new Set<string>();
  if (id === undefined) return lit;
  lit.add(id);
  for (const container of containers) {
    const networks = container.on.map(({ network }) => network);
    if (container.id === id) for (const network of networks) lit.add(network);
    else if (networks.includes(id)) lit.add(container.id);
  }
  return lit;
}
