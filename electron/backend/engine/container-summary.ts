import {
  type ContainerState,
  type ContainerSummary,
  containerState,
  type PublishedPort,
} from '../../../shared/contract/containers.ts';
import type { ApiContainer, ApiPort } from './engine-api.ts';

/** What other engines call a state that Docker has another word for. */
const FOREIGN_STATES: Record<string, ContainerState> = {
  configured: 'created',
  initialized: 'created',
  stopping: 'running',
  stopped: 'exited',
};

/** A row of the containers list from an item of GET /containers/json. */
export function toContainerSummary(container: ApiContainer): ContainerSummary {
  return {
    id: container.Id,
    name: ownName(container),
    image: container.Image,
    imageId: container.ImageID,
    command: container.Command,
    state: toState(container.State),
    status: container.Status,
    health: toHealth(container),
    createdAt: container.Created * 1000,
    ports: (container.Ports ?? []).map(toPort).sort(byPort),
    labels: container.Labels ?? {},
  };
}

/** "/web" is the container's own; "/other/alias" is a legacy link to it. */
function ownName(container: ApiContainer): string {
  const names = (container.Names ?? []).map((name) => name.replace(/^\//, ''));
  return names.find((name) => !name.includes('/')) ?? names[0] ?? container.Id.slice(0, 12);
}

function toState(state: string): ContainerState {
  const known = containerState.safeParse(state);
  return known.success ? known.data : (FOREIGN_STATES[state] ?? 'dead');
}

function toHealth({ Health: health, Status: status }: ApiContainer): ContainerSummary['health'] {
  const word = health?.Status ?? /\((?:health: )?(starting|healthy|unhealthy)\)/.exec(status)?.[1];
  return word === 'starting' || word === 'healthy' || word === 'unhealthy' ? word : 'none';
}

function toPort(port: ApiPort): PublishedPort {
  return {
    ...(port.PublicPort === undefined ? {} : { hostPort: port.PublicPort }),
    ...(port.IP ? { hostIp: port.IP } : {}),
    containerPort: port.PrivatePort,
    protocol: port.Type === 'udp' || port.Type === 'sctp' ? port.Type : 'tcp',
  };
}

/** The engine lists them in random order, which would look like a change each time. */
function byPort(a: PublishedPort, b: PublishedPort): number {
  return (
    a.containerPort - b.containerPort ||
    a.protocol.localeCompare(b.protocol) ||
    (a.hostPort ?? 0) - (b.hostPort ?? 0) ||
    (a.hostIp ?? '').localeCompare(b.hostIp ?? '')
  );
}
