import type { PublishedPort } from '../contract/containers.ts';
import type { PortForwardState, PortsUpdate } from '../contract/ports.ts';
import type { ErrorData } from '../errors.ts';
import { beforePort } from './ip-network.ts';

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

/** A port as the list shows it. */
export interface ShownPort {
  key: string;
  text: string;
  /** Where a browser finds it; absent for what is not published or not TCP. */
  url?: string;
}

/** Published ports first. The engine tells IPv4 and IPv6 of one port apart; a person sees it once. */
export function shownPorts(ports: readonly PublishedPort[]): ShownPort[] {
  const shown = new Map<string, ShownPort>();
  const sorted = [...ports].sort(
    (a, b) => (a.hostPort ?? 100_000) - (b.hostPort ?? 100_000) || a.containerPort - b.containerPort,
  );
  for (const port of sorted) {
    const host = reachableHost(port.hostIp);
    const suffix = port.protocol === 'tcp' ? '' : `/${port.protocol}`;
    if (!port.hostPort) {
      const key = `${port.containerPort}${suffix}`;
      const published = ports.some(
        (each) =>
          each.hostPort && each.containerPort === port.containerPort && each.protocol === port.protocol,
      );
      if (!published) shown.set(key, { key, text: key });
      continue;
    }
    const shownHost = host === 'localhost' ? '' : `${host}:`;
    const key = `${shownHost}${port.hostPort}:${port.containerPort}${suffix}`;
    if (shown.has(key)) continue;
    const url = port.protocol === 'tcp' ? { url: `http://${host}:${port.hostPort}` } : {};
    shown.set(key, { key, text: key, ...url });
  }
  return [...shown.values()];
}

function reachableHost(ip: string | undefined): string {
  if (!ip || ip === '0.0.0.0' || ip === '::' || ip === '127.0.0.1' || ip === '::1') return 'localhost';
  return beforePort(ip);
}
