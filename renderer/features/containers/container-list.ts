import type { ContainerState, ContainerSummary } from '../../../shared/contract/containers.ts';
import { isActive } from '../../../shared/model/container-actions.ts';
import { compareText } from '../../components/data-table/compare-text.ts';

export const STATE_FILTERS = ['all', 'running', 'stopped', 'paused', 'restarting', 'unhealthy'] as const;
export type StateFilter = (typeof STATE_FILTERS)[number];

/** States in the order a list sorts them: what is at work first. */
const STATE_RANK: Record<ContainerState, number> = {
  running: 0,
  restarting: 1,
  paused: 2,
  removing: 3,
  created: 4,
  exited: 5,
  dead: 6,
};

/** Whether any of them uses something. To ask again and again for nothing would keep the machine awake. */
export function canBeMeasured(containers: readonly Pick<ContainerSummary, 'state'>[]): boolean {
  return containers.some(({ state }) => state === 'running');
}

/** The containers that hold every word of `text` in name, image, compose project, id or a port, in the order they came. */
export function filterContainers(
  containers: readonly ContainerSummary[],
  text: string,
  state: StateFilter,
): ContainerSummary[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return containers.filter((container) => {
    if (!isInState(container, state)) return false;
    return words.every((word) => holds(container, word));
  });
}

function isInState({ state, health }: ContainerSummary, filter: StateFilter): boolean {
  switch (filter) {
    case 'all':
      return true;
    case 'running':
      return isActive(state);
    case 'stopped':
      return !isActive(state);
    case 'unhealthy':
      return health === 'unhealthy' && isActive(state);
    default:
      return state === filter;
  }
}

/** How many there are in each state. */
export function countStates(containers: readonly ContainerSummary[]): Record<StateFilter, number> {
  const counts = Object.fromEntries(STATE_FILTERS.map((filter) => [filter, 0])) as Record<
    StateFilter,
    number
  >;
  for (const container of containers)
    for (const filter of STATE_FILTERS) if (isInState(container, filter)) counts[filter] += 1;
  return counts;
}

function holds(container: ContainerSummary, word: string): boolean {
  const { name, image, labels } = container;
  const project = labels['com.docker.compose.project'] ?? '';
  if ([name, image, project].some((text) => text.toLowerCase().includes(word))) return true;
  if (word.length >= 3 && container.id.startsWith(word)) return true;
  const port = word.replace(/^:/, '');
  return container.ports.some(
    (each) => String(each.hostPort) === port || String(each.containerPort) === port,
  );
}

export function compareState(a: ContainerSummary, b: ContainerSummary): number {
  return STATE_RANK[a.state] - STATE_RANK[b.state] || compareText(a.name, b.name);
}

/** The lowest host port, then the lowest container port; containers without ports last. */
export function comparePorts(a: ContainerSummary, b: ContainerSummary): number {
  return lowestPort(a) - lowestPort(b) || compareText(a.name, b.name);
}

function lowestPort(container: ContainerSummary): number {
  const published = container.ports.flatMap((port) => (port.hostPort ? [port.hostPort] : []));
  if (published.length > 0) return Math.min(...published);
  if (container.ports.length > 0)
    return 100_000 + Math.min(...container.ports.map((port) => port.containerPort));
  return 1_000_000;
}
