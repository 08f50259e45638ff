import type { PortForward } from '../../../../vm/drivers/driver.ts';

/** A port that a container publishes, as its user asked for it. */
export interface PublishedPort {
  containerId: string;
  containerName: string;
  protocol: 'tcp' | 'udp';
  containerPort: number;
  /** undefined where the user named no address: the default of the settings is for it. */
  hostIp: string | undefined;
  hostPort: number;
  /** The container's own address in the guest; undefined where it has none. */
  containerIp: string | undefined;
}

/** What is read of GET /containers/{id}/json: https://docs.docker.com/reference/api/engine/version/v1.45/ */
export interface ApiContainerNetwork {
  Id: string;
  Name?: string;
  State?: { Running?: boolean; StartedAt?: string };
  HostConfig?: { NetworkMode?: string; PortBindings?: Record<string, ApiBinding[] | null> | null };
  NetworkSettings?: {
    Ports?: Record<string, ApiBinding[] | null> | null;
    Networks?: Record<string, { IPAddress?: string } | null> | null;
  };
}

interface ApiBinding {
  HostIp?: string;
  HostPort?: string;
}

/**
 * What a container publishes now. The engine's answer has the ports in use, with "0.0.0.0" and "::" also where nobody
 * named an address: what was asked for tells. Ports on an IPv6 address are in the latter alone where the guest has none.
 */
export function readPublishedPorts(container: ApiContainerNetwork): PublishedPort[] {
  const used = container.NetworkSettings?.Ports ?? {};
  const asked = container.HostConfig?.PortBindings ?? {};
  const common = { ...nameOf(container), containerIp: containerAddress(container) };
  const ports = new Map<string, PublishedPort>();
  const add = (key: string, hostIp: string | undefined, hostPort: number) => {
    const target = readTarget(key);
    if (!target || !(hostPort > 0)) return;
    ports.set(`${target.protocol} ${hostIp ?? ''} ${hostPort}`, { ...common, ...target, hostIp, hostPort });
  };
  for (const [key, bindings] of Object.entries(used)) {
    for (const { HostIp: ip = '', HostPort: port } of bindings ?? []) {
      const named =
        !isWildcard(ip) || (asked[key] ?? []).some((each) => each.HostIp === ip && fits(each, port));
      add(key, named ? ip : undefined, Number(port));
    }
  }
  // Where nothing is in use, the container does not run.
  if (Object.keys(used).length > 0) {
    for (const [key, bindings] of Object.entries(asked)) {
      for (const { HostIp: ip = '', HostPort: port } of bindings ?? []) {
        if (ip.includes(':')) add(key, ip, Number(port));
      }
    }
  }
  return [...ports.values()];
}

/**
 * What a container that has no network yet will publish, as far as that is known: not the ports that the engine chooses,
 * and not those that lead to an address that the container does not have yet.
 */
export function readPlannedPorts(container: ApiContainerNetwork): PublishedPort[] {
  const planned: PublishedPort[] = [];
  for (const [key, bindings] of Object.entries(container.HostConfig?.PortBindings ?? {})) {
    const target = readTarget(key);
    for (const { HostIp: ip = '', HostPort: port } of bindings ?? []) {
      const isNow = ip === '' || ip === '0.0.0.0' || ip.startsWith('127.');
      if (!target || !isNow || !/^[1-9]\d*$/.test(port ?? '')) continue;
      planned.push({
        ...nameOf(container),
        ...target,
        containerIp: undefined,
        hostIp: ip || undefined,
        hostPort: Number(port),
      });
    }
  }
  return planned;
}

export function isWildcard(ip: string): boolean {
  return ip === '' || ip === '0.0.0.0' || ip === '::';
}

function nameOf({ Id, Name }: ApiContainerNetwork): Pick<PublishedPort, 'containerId' | 'containerName'> {
  return { containerId: Id, containerName: (Name ?? Id.slice(0, 12)).replace(/^\//, '') };
}

function fits(asked: ApiBinding, port: string | undefined): boolean {
  const { HostPort: wanted = '' } = asked;
  if (wanted === '' || wanted === '0' || wanted === port) return true;
  const [first, last] = wanted.split('-').map(Number);
  return last !== undefined && Number(port) >= (first ?? 0) && Number(port) <= last;
}

function readTarget(key: string): Pick<PublishedPort, 'protocol' | 'containerPort'> | undefined {
  const [, port, protocol] = /^(\d+)\/(tcp|udp)$/.exec(key) ?? [];
  if (port === undefined || (protocol !== 'tcp' && protocol !== 'udp')) return undefined;
  return { protocol, containerPort: Number(port) };
}

/** On the network it was started with, else on the first where it has one. */
function containerAddress({ HostConfig, NetworkSettings }: ApiContainerNetwork): string | undefined {
  const networks = NetworkSettings?.Networks ?? {};
  const mode = HostConfig?.NetworkMode === 'default' ? 'bridge' : HostConfig?.NetworkMode;
  const all = [mode === undefined ? undefined : networks[mode], ...Object.values(networks)];
  return all.find((network) => network?.IPAddress)?.IPAddress;
}

/** A port that is to be open on this computer. */
export interface WantedPort extends Omit<PublishedPort, 'hostIp' | 'containerIp'> {
  /** IPv4 or IPv6. */
  hostIp: string;
  guestIp: string;
  guestPort: number;
  /** It belongs to one that nobody named an address for: a computer without IPv6 does without it. */
  optional: boolean;
}

/**
 * Where a published port is listened for, and where in the guest it leads. An address that only this computer has is
 * unknown to the guest, and netfilter there knows no IPv6: those lead to the container itself.
 */
export function wantedPorts(
  port: PublishedPort,
  options: { bindAddress: '127.0.0.1' | '0.0.0.0'; guestAddress: string; loopbackByContainer?: boolean },
): WantedPort[] {
  const { hostIp, containerIp, ...common } = port;
  const { bindAddress, guestAddress } = options;
  const throughGuest = { ...common, guestIp: guestAddress, guestPort: port.hostPort, optional: false };
  if (hostIp === undefined) {
    const sixth = bindAddress === '127.0.0.1' ? '::1' : '::';
    return [
      { ...throughGuest, hostIp: bindAddress },
      { ...throughGuest, hostIp: sixth, optional: true },
    ];
  }
  if (hostIp === '0.0.0.0') return [{ ...throughGuest, hostIp }];
  // One without an address of its own listens there itself, or gets one in a moment.
  const isContainer = options.loopbackByContainer === true && containerIp !== undefined;
  if (hostIp.startsWith('127.') && !isContainer) return [{ ...throughGuest, hostIp, guestIp: hostIp }];
  return [
    {
      ...throughGuest,
      hostIp,
      guestIp: containerIp ?? guestAddress,
      guestPort: containerIp === undefined ? port.hostPort : port.containerPort,
    },
  ];
}

/** Names a port of this computer: no two can have the same. */
export function portKey(port: { protocol: string; hostIp: string; hostPort: number }): string {
  return `${port.protocol} ${port.hostIp} ${port.hostPort}`;
}

export function sameForward(a: PortForward, b: PortForward): boolean {
  return portKey(a) === portKey(b) && a.guestIp === b.guestIp && a.guestPort === b.guestPort;
}
