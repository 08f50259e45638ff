import type { ContainerSummary } from '../../../shared/contract/containers.ts';

/** A container for unit tests. */
export function testContainer(over: Partial<ContainerSummary> = {}): ContainerSummary {
  return {
    id: 'a'.repeat(64),
    name: 'web',
    image: 'nginx:alpine',
    imageId: `sha256:${'b'.repeat(64)}`,
    command: 'nginx -g daemon off;',
    state: 'running',
    status: 'Up 3 minutes',
    health: 'none',
    createdAt: 0,
    ports: [],
    labels: {},
    ...over,
  };
}
