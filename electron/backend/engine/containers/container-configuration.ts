import type { RunRequest } from '../../../../shared/contract/containers.ts';
import type { ContainerConfiguration } from '../../../../shared/contract/create-request.ts';
import { anonymousRows, knownMounts } from './container-mounts.ts';
import { settingsBesideForm } from './create-order.ts';
import { toHealthCheck } from './health-check.ts';
import { type InspectedContainer, isActive } from './inspect-container.ts';
import type { OwnSettings } from './own-settings.ts';
import { knownPorts } from './port-bindings.ts';

type Purpose = 'edit' | 'duplicate';

/** Compose would take a second container with these for its own, and replace or remove it. */
const COMPOSE_LABEL = /^com\.docker\.compose\./;

/** A container's settings for the form. An image that has lost its name goes by its id. */
export function configurationOf(
  { inspect, own, image }: InspectedContainer,
  purpose: Purpose,
): ContainerConfiguration {
  const active = isActive(inspect);
  const request = requestOf(own, purpose, purpose === 'duplicate' || active);
  return {
    name: own.name,
    request: {
      ...request,
      ...(image === 'unnamed' ? { image: inspect.Image } : {}),
      ...(purpose === 'duplicate' ? { base: inspect.Id } : {}),
    },
    kept: keptSettings(own, purpose),
    active,
    imageChanged: image === 'changed',
    removesItself: active && inspect.HostConfig.AutoRemove === true,
  };
}

/**
 * A container's settings as a request that makes it anew. A duplicate goes without what only one can have: host ports,
 * addresses, a name, the labels of a compose project.
 */
export function requestOf(own: OwnSettings, purpose: Purpose, start: boolean): RunRequest {
  const { config, hostConfig } = own;
  const isEdit = purpose === 'edit';
  const health = config.Healthcheck ? toHealthCheck(config.Healthcheck) : undefined;
  return {
    image: own.image,
    name: isEdit ? own.name : `${own.name}-copy`,
    ports: knownPorts(hostConfig).map(({ row: { hostPort, ...row } }) =>
      isEdit && hostPort ? { ...row, hostPort } : row,
    ),
    publishAll: hostConfig.PublishAllPorts ?? false,
    env: (config.Env ?? []).map(splitVariable),
    volumes: [...knownMounts(hostConfig).map(({ row }) => row), ...anonymousRows(own, purpose)],
    command: config.Cmd ?? [],
    ...(config.Entrypoint ? { entrypoint: config.Entrypoint } : {}),
    networks: own.networks.map(({ name, endpoint }) => ({
      name,
      aliases: endpoint.Aliases ?? [],
      ...(isEdit && endpoint.IPAMConfig?.IPv4Address ? { ipv4: endpoint.IPAMConfig.IPv4Address } : {}),
      ...(isEdit && endpoint.IPAMConfig?.IPv6Address ? { ipv6: endpoint.IPAMConfig.IPv6Address } : {}),
    })),
    restart: {
      name: restartName(hostConfig.RestartPolicy?.Name),
      maximumRetries: hostConfig.RestartPolicy?.MaximumRetryCount ?? 0,
    },
    autoRemove: hostConfig.AutoRemove ?? false,
    ...(hostConfig.NanoCpus ? { cpus: hostConfig.NanoCpus / 1e9 } : {}),
    ...(hostConfig.Memory ? { memoryBytes: hostConfig.Memory } : {}),
    labels: Object.entries(config.Labels ?? {})
      .filter(([name]) => isEdit || !COMPOSE_LABEL.test(name))
      .map(([name, value]) => ({ name, value })),
    ...(config.User ? { user: config.User } : {}),
    ...(config.WorkingDir ? { workingDir: config.WorkingDir } : {}),
    ...(config.Hostname ? { hostname: config.Hostname } : {}),
    capAdd: hostConfig.CapAdd ?? [],
    capDrop: hostConfig.CapDrop ?? [],
    privileged: hostConfig.Privileged ?? false,
    devices: (hostConfig.Devices ?? []).map((device) => ({
      hostPath: device.PathOnHost,
      containerPath: device.PathInContainer === device.PathOnHost ? '' : device.PathInContainer,
      permissions: device.CgroupPermissions || 'rwm',
    })),
    ...(health ? { healthCheck: health } : {}),
    tty: config.Tty ?? false,
    openStdin: config.OpenStdin ?? false,
    init: hostConfig.Init ?? false,
    readOnlyRoot: hostConfig.ReadonlyRootfs ?? false,
    start,
  };
}

/** Names of what is taken over beside the form. */
export function keptSettings(own: OwnSettings, purpose: Purpose): string[] {
  const { config, hostConfig } = settingsBesideForm(own);
  const names = [...Object.keys(config), ...Object.keys(hostConfig)];
  return names.filter((name) => purpose === 'edit' || name !== 'MacAddress').sort();
}

function splitVariable(entry: string): { name: string; value: string | null } {
  const at = entry.indexOf('=');
  return at < 0 ? { name: entry, value: null } : { name: entry.slice(0, at), value: entry.slice(at + 1) };
}

function restartName(name: string | undefined): 'no' | 'always' | 'unless-stopped' | 'on-failure' {
  return name === 'always' || name === 'unless-stopped' || name === 'on-failure' ? name : 'no';
}
