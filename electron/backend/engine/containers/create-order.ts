import type { RunRequest } from '../../../../shared/contract/containers.ts';
import type { ApiConfig, ApiEndpoint, ApiHostConfig } from './api-inspect.ts';
import { mountSettings } from './container-mounts.ts';
import { fromHealthCheck } from './health-check.ts';
import type { OwnSettings } from './own-settings.ts';
import { portBindings } from './port-bindings.ts';

/** How to make a container of a request. */
export interface CreateOrder {
  /** Of POST /containers/create. */
  body: Record<string, unknown>;
  /** Networks to connect it to before it starts: engines before 25 take only one with the body. */
  connect: { network: string; endpoint: ApiEndpoint }[];
}

/** What a request decides: of a base, only the rest is taken over. */
const FORM_CONFIG: readonly (keyof ApiConfig)[] = [
  ...(['Image', 'Env', 'Cmd', 'Entrypoint', 'Labels', 'User', 'WorkingDir', 'Hostname'] as const),
  ...(['Tty', 'OpenStdin', 'Healthcheck', 'Volumes'] as const),
];
const FORM_HOST_CONFIG: readonly string[] = [
  ...['Binds', 'Mounts', 'Tmpfs', 'PortBindings', 'PublishAllPorts', 'NetworkMode', 'RestartPolicy'],
  ...['AutoRemove', 'Privileged', 'CapAdd', 'CapDrop', 'Devices', 'NanoCpus', 'Memory', 'Init'],
  'ReadonlyRootfs',
];

/** The settings of a container that no request says anything of. */
export function settingsBesideForm(own: OwnSettings): { config: ApiConfig; hostConfig: ApiHostConfig } {
  return {
    config: without(own.config, FORM_CONFIG),
    hostConfig: without(own.hostConfig, FORM_HOST_CONFIG),
  };
}

/** @param base a container whose settings beside the request's are taken over */
export function createOrder(request: RunRequest, base?: OwnSettings): CreateOrder {
  const beside = base ? settingsBesideForm(base) : { config: {}, hostConfig: {} };
  const bindings = portBindings(request.ports, base?.hostConfig);
  const [first, ...others] = request.networks.map((network) => ({
    network: network.name,
    endpoint: endpointOf(network, base),
  }));
  return {
    body: {
      ...beside.config,
      ...configOf(request, base),
      ExposedPorts: {
        ...beside.config.ExposedPorts,
        ...Object.fromEntries(Object.keys(bindings).map((key) => [key, {}])),
      },
      HostConfig: {
        ...compatible(beside.hostConfig, request, base),
        ...hostConfigOf(request),
        ...mountSettings(request.volumes, base?.hostConfig),
        PortBindings: bindings,
        ...(first ? { NetworkMode: first.network } : {}),
      },
      ...(first && Object.keys(first.endpoint).length > 0
        ? { NetworkingConfig: { EndpointsConfig: { [first.network]: first.endpoint } } }
        : {}),
    },
    connect: others,
  };
}

function configOf(request: RunRequest, base: OwnSettings | undefined): ApiConfig {
  const { command, entrypoint, healthCheck } = request;
  const startInterval = base?.config.Healthcheck?.StartInterval;
  return {
    Image: request.image,
    Env: request.env.map(({ name, value }) => (value === null ? name : `${name}=${value}`)),
    ...(command.length > 0 ? { Cmd: command } : {}),
    // An empty word is the engine's sign for "none": an empty list would be the image's own.
    ...(entrypoint ? { Entrypoint: entrypoint.length > 0 ? entrypoint : [''] } : {}),
    ...(request.labels.length > 0
      ? { Labels: Object.fromEntries(request.labels.map(({ name, value }) => [name, value])) }
      : {}),
    ...(request.user ? { User: request.user } : {}),
    ...(request.workingDir ? { WorkingDir: request.workingDir } : {}),
    ...(request.hostname ? { Hostname: request.hostname } : {}),
    ...(request.tty ? { Tty: true } : {}),
    ...(request.openStdin ? { OpenStdin: true } : {}),
    ...(healthCheck
      ? {
          Healthcheck: {
            ...fromHealthCheck(healthCheck),
            ...(startInterval && healthCheck.kind !== 'none' ? { StartInterval: startInterval } : {}),
          },
        }
      : {}),
  };
}

function hostConfigOf(request: RunRequest): ApiHostConfig {
  const { restart } = request;
  return {
    RestartPolicy: {
      Name: restart.name,
      MaximumRetryCount: restart.name === 'on-failure' ? restart.maximumRetries : 0,
    },
    ...(request.publishAll ? { PublishAllPorts: true } : {}),
    ...(request.autoRemove ? { AutoRemove: true } : {}),
    ...(request.privileged ? { Privileged: true } : {}),
    ...(request.init ? { Init: true } : {}),
    ...(request.readOnlyRoot ? { ReadonlyRootfs: true } : {}),
    ...(request.cpus === undefined ? {} : { NanoCpus: Math.round(request.cpus * 1e9) }),
    ...(request.memoryBytes === undefined ? {} : { Memory: request.memoryBytes }),
    ...(request.capAdd.length > 0 ? { CapAdd: request.capAdd } : {}),
    ...(request.capDrop.length > 0 ? { CapDrop: request.capDrop } : {}),
    ...(request.devices.length > 0
      ? {
          Devices: request.devices.map(({ hostPath, containerPath, permissions }) => ({
            PathOnHost: hostPath,
            PathInContainer: containerPath || hostPath,
            CgroupPermissions: permissions,
          })),
        }
      : {}),
  };
}

/** Without the limits that belong to one the request has changed. */
function compatible(
  hostConfig: ApiHostConfig,
  request: RunRequest,
  base: OwnSettings | undefined,
): ApiHostConfig {
  const outdated: string[] = [];
  if (request.memoryBytes !== (base?.hostConfig.Memory || undefined)) outdated.push('MemorySwap');
  if (request.cpus !== undefined) outdated.push('CpuQuota', 'CpuPeriod');
  const { Links: links, ...rest } = without(hostConfig, outdated);
  return Array.isArray(links) ? { ...rest, Links: links.map(toLink) } : rest;
}

/** "/db:/web/alias", as the engine tells a link, is "db:alias", as it takes one. */
export function toLink(link: unknown): string {
  const [from = '', to = ''] = String(link).split(':');
  return `${from.replace(/^\//, '')}:${to.slice(to.lastIndexOf('/') + 1)}`;
}

function endpointOf(network: RunRequest['networks'][number], base: OwnSettings | undefined): ApiEndpoint {
  const known = base?.networks.find(({ name }) => name === network.name)?.endpoint ?? {};
  const addresses = {
    ...(known.IPAMConfig?.LinkLocalIPs ? { LinkLocalIPs: known.IPAMConfig.LinkLocalIPs } : {}),
    ...(network.ipv4 ? { IPv4Address: network.ipv4 } : {}),
    ...(network.ipv6 ? { IPv6Address: network.ipv6 } : {}),
  };
  return {
    ...without(known, ['Aliases', 'IPAMConfig']),
    ...(network.aliases.length > 0 ? { Aliases: network.aliases } : {}),
    ...(Object.keys(addresses).length > 0 ? { IPAMConfig: addresses } : {}),
  };
}

function without<T extends object>(object: T, keys: readonly string[]): T {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key))) as T;
}
