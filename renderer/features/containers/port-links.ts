import type { PublishedPort } from '../../../shared/contract/containers.ts';
import type { PortForwardState, PortsUpdate } from '../../../shared/contract/ports.ts';
import type { ErrorData } from '../../../shared/errors.ts';
import { type ShownPort, shownPorts } from './container-list.ts';

/** A port with what is known of the way to it. */
export interface PortLink extends ShownPort {
  /** `opening`: published in the machine, and not forwarded yet. `exposed`: not published at all. */
  state: 'open' | 'failed' | 'opening' | 'exposed' | 'elsewhere';
  error?: ErrorData;
}

/**
 * The ports of a container as they can be reached from this computer. Where ports are forwarded, the forwards are the
 * truth: the engine knows nothing of those of `--network host`, nor of the address that a port is open on here.
 */
export function portLinks(
  ports: readonly PublishedPort[],
  published: PortsUpdate['published'] | undefined,
  forwards: readonly PortForwardState[] = [],
): PortLink[] {
  if (published !== 'forwarded') {
    return shownPorts(ports).map((port) => {
      if (!isPublished(port)) return { ...port, state: 'exposed' };
      return published === 'elsewhere' ? withoutUrl(port, 'elsewhere') : { ...port, state: 'open' };
    });
  }
  const failures = new Map<string, ErrorData>();
  const forwarded = shownPorts(forwards.map(({ state, error, ...port }) => port));
  for (const { state, error, ...port } of forwards) {
    const [shown] = shownPorts([port]);
    if (state === 'failed' && error && shown && !failures.has(shown.key)) failures.set(shown.key, error);
  }
  const links: PortLink[] = forwarded.map((port) => {
    const error = failures.get(port.key);
    return error ? { ...withoutUrl(port, 'failed'), error } : { ...port, state: 'open' };
  });
  const covered = (port: PublishedPort) =>
    forwards.some(
      (each) =>
        each.containerPort === port.containerPort &&
        each.protocol === port.protocol &&
        (port.hostPort === undefined || port.hostPort === each.hostPort),
    );
  for (const port of shownPorts(ports.filter((each) => !covered(each)))) {
    links.push(isPublished(port) ? withoutUrl(port, 'opening') : { ...port, state: 'exposed' });
  }
  // What does not work is not to be hidden behind a number.
  return links.sort((a, b) => Number(b.state === 'failed') - Number(a.state === 'failed'));
}

/** "8080:80" against "80". */
function isPublished(port: ShownPort): boolean {
  return port.key.includes(':');
}

function withoutUrl({ key, text }: ShownPort, state: PortLink['state']): PortLink {
  return { key, text, state };
}
