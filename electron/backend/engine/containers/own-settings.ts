import { isAnonymousVolume } from '../../../../shared/model/anonymous-volume.ts';
import type {
  ApiConfig,
  ApiContainerInspect,
  ApiEndpoint,
  ApiEngineInfo,
  ApiHealthcheck,
  ApiHostConfig,
  ApiImageInspect,
  ApiMountSpec,
} from './api-inspect.ts';

/** A container's settings that are neither its image's own nor the engine's defaults. */
export interface OwnSettings {
  name: string;
  /** As it was asked for. */
  image: string;
  /** Absent fields are the image's. An entrypoint of `[]` is none although the image has one. */
  config: ApiConfig;
  /** Only fields that differ from the engine's defaults. Without `NetworkMode`: `networks` has it. */
  hostConfig: ApiHostConfig;
  /** Empty: the default bridge alone. The first is the one it was made with. */
  networks: { name: string; endpoint: ApiEndpoint }[];
  /** Volumes that were made for it alone. `ofImage`: the image asks for them. */
  anonymousVolumes: { volume: string; target: string; ofImage: boolean }[];
}

/** 64 MiB, in bytes. */
const DEFAULT_SHM_SIZE = 67_108_864;

/** What the engine writes there by itself, or what says nothing of a container. */
const IGNORED = new Set(['NetworkMode', 'ConsoleSize', 'ContainerIDFile', 'Isolation']);

/** What was given to a container. `image` is absent where the engine has it no longer: all counts as given then. */
export function ownSettings(
  inspect: ApiContainerInspect,
  image: ApiImageInspect | undefined,
  info: ApiEngineInfo,
): OwnSettings {
  return {
    name: inspect.Name.replace(/^\//, ''),
    image: inspect.Config.Image ?? inspect.Image,
    config: ownConfig(inspect, image?.Config ?? {}),
    hostConfig: ownHostConfig(inspect.HostConfig, info),
    networks: ownNetworks(inspect),
    anonymousVolumes: anonymousVolumes(inspect, image?.Config ?? {}),
  };
}

function ownConfig(inspect: ApiContainerInspect, image: ApiConfig): ApiConfig {
  const { Config: config, HostConfig: hostConfig } = inspect;
  const own: ApiConfig = { ...ownProcess(config, image) };
  const env = (config.Env ?? []).filter((entry) => !(image.Env ?? []).includes(entry));
  if (env.length > 0) own.Env = env;
  const labels = Object.entries(config.Labels ?? {}).filter(
    ([name, value]) => image.Labels?.[name] !== value,
  );
  if (labels.length > 0) own.Labels = Object.fromEntries(labels);
  const exposed = Object.keys(config.ExposedPorts ?? {}).filter(
    (port) => !image.ExposedPorts?.[port] && !hostConfig.PortBindings?.[port],
  );
  if (exposed.length > 0) own.ExposedPorts = Object.fromEntries(exposed.map((port) => [port, {}]));
  if (config.User && config.User !== image.User) own.User = config.User;
  if ((config.WorkingDir || '/') !== (image.WorkingDir || '/') && config.WorkingDir)
    own.WorkingDir = config.WorkingDir;
  if (hasOwnHostname(inspect) && config.Hostname) own.Hostname = config.Hostname;
  if (config.Domainname) own.Domainname = config.Domainname;
  if (config.MacAddress) own.MacAddress = config.MacAddress;
  if (config.Tty) own.Tty = true;
  if (config.OpenStdin) own.OpenStdin = true;
  if (config.StopSignal && config.StopSignal !== (image.StopSignal || 'SIGTERM'))
    own.StopSignal = config.StopSignal;
  if (typeof config.StopTimeout === 'number') own.StopTimeout = config.StopTimeout;
  if (config.Healthcheck && !isSameHealthcheck(config.Healthcheck, image.Healthcheck ?? {}))
    own.Healthcheck = config.Healthcheck;
  return own;
}

/** Entrypoint and command, which hang together: an entrypoint of one's own sets the image's command aside. */
function ownProcess(config: ApiConfig, image: ApiConfig): ApiConfig {
  const command = config.Cmd ?? [];
  const entrypoint = config.Entrypoint ?? [];
  const isImages = isEqual(entrypoint, image.Entrypoint ?? []);
  if (!isImages || (command.length === 0 && (image.Cmd ?? []).length > 0)) {
    return { Entrypoint: entrypoint, ...(command.length > 0 ? { Cmd: command } : {}) };
  }
  return isEqual(command, image.Cmd ?? []) ? {} : { Cmd: command };
}

/** The engine names a host by the container's id, or shares the name of another where the network is shared. */
function hasOwnHostname({ Id: id, Config: config, HostConfig: hostConfig }: ApiContainerInspect): boolean {
  const shared = /^(host|container:)/.test(hostConfig.NetworkMode ?? '') || hostConfig.UTSMode === 'host';
  return !shared && config.Hostname !== id.slice(0, 12);
}

function ownHostConfig(hostConfig: ApiHostConfig, info: ApiEngineInfo): ApiHostConfig {
  const named: ApiHostConfig = {
    ...hostConfig,
    Binds: (hostConfig.Binds ?? []).filter((bind) => !isAnonymousBind(bind)),
    Mounts: (hostConfig.Mounts ?? []).filter((mount) => !isAnonymousMount(mount)),
  };
  const own = Object.entries(named).filter(
    ([name, value]) => !IGNORED.has(name) && !isDefault(name, value, hostConfig, info),
  );
  return Object.fromEntries(own);
}

function isDefault(name: string, value: unknown, all: ApiHostConfig, info: ApiEngineInfo): boolean {
  switch (name) {
    case 'ShmSize':
      return value === 0 || value === DEFAULT_SHM_SIZE;
    case 'MemorySwap':
      return value === 0 || value === (all.Memory ?? 0) * 2;
    case 'MemorySwappiness':
      return value === null || value === -1;
    case 'PidsLimit':
      return value === null || value === 0 || value === -1;
    case 'IpcMode':
      return value === '' || value === 'private';
    case 'CgroupnsMode':
      return value === '' || value === (info.CgroupVersion === '2' ? 'private' : 'host');
    case 'Runtime':
      return value === '' || value === (info.DefaultRuntime ?? 'runc');
    case 'RestartPolicy':
      return !all.RestartPolicy?.Name || all.RestartPolicy.Name === 'no';
    case 'LogConfig':
      return isDefaultLog(value, info);
    // An engine lists what it hides; an empty list is a container for which nothing is hidden. So does a privileged one.
    case 'MaskedPaths':
    case 'ReadonlyPaths':
      return all.Privileged === true || !Array.isArray(value) || value.length > 0;
    default:
      return isEmpty(value);
  }
}

function isDefaultLog(value: unknown, info: ApiEngineInfo): boolean {
  const { Type: type, Config: options } = (value ?? {}) as { Type?: string; Config?: object | null };
  return (!type || type === (info.LoggingDriver ?? 'json-file')) && isEmpty(options ?? {});
}

function ownNetworks(inspect: ApiContainerInspect): OwnSettings['networks'] {
  const mode = inspect.HostConfig.NetworkMode || 'default';
  if (/^(host|none|container:.+)$/.test(mode)) return [{ name: mode, endpoint: {} }];
  const all = Object.entries(inspect.NetworkSettings?.Networks ?? {});
  const own = mode === 'default' ? 'bridge' : mode;
  const isOwn = ([name, { NetworkID: id }]: [string, ApiEndpoint]) =>
    name === own || (own.length >= 12 && id?.startsWith(own) === true);
  const sorted = [...all.filter(isOwn), ...all.filter((each) => !isOwn(each))];
  const networks = sorted.map(([name, endpoint]) => ({
    name,
    endpoint: ownEndpoint(endpoint, inspect.Id),
  }));
  const bridgeAlone = networks.length <= 1 && (networks[0]?.name ?? own) === 'bridge';
  return bridgeAlone && isEmpty(networks[0]?.endpoint ?? {}) ? [] : networks;
}

function ownEndpoint(endpoint: ApiEndpoint, containerId: string): ApiEndpoint {
  const own: ApiEndpoint = {};
  // Engines before 25 list the container's short id among the aliases it was given.
  const aliases = (endpoint.Aliases ?? []).filter((alias) => alias !== containerId.slice(0, 12));
  if (aliases.length > 0) own.Aliases = [...new Set(aliases)];
  if (endpoint.Links && endpoint.Links.length > 0) own.Links = endpoint.Links;
  const addresses = Object.entries(endpoint.IPAMConfig ?? {}).filter(([, value]) => !isEmpty(value));
  if (addresses.length > 0) own.IPAMConfig = Object.fromEntries(addresses);
  if (!isEmpty(endpoint.DriverOpts ?? {})) own.DriverOpts = endpoint.DriverOpts ?? {};
  return own;
}

/** Those that neither a bind nor a mount names, and that do not come from another container. */
function anonymousVolumes(inspect: ApiContainerInspect, image: ApiConfig): OwnSettings['anonymousVolumes'] {
  const { Binds: binds, Mounts: mounts } = inspect.HostConfig;
  const asked = new Set([
    ...Object.keys(inspect.Config.Volumes ?? {}),
    ...(binds ?? []).filter(isAnonymousBind).map(targetOfBind),
    ...(mounts ?? []).map(({ Target: target }) => target),
  ]);
  const named = new Set([
    ...(binds ?? []).filter((bind) => !isAnonymousBind(bind)).map(targetOfBind),
    ...(mounts ?? []).flatMap((mount) => (mount.Source && !isAnonymousMount(mount) ? [mount.Target] : [])),
  ]);
  return (inspect.Mounts ?? []).flatMap(({ Type: type, Name: volume, Destination: target }) => {
    if (type !== 'volume' || !volume || named.has(target) || !asked.has(target)) return [];
    return [{ volume, target, ofImage: image.Volumes?.[target] !== undefined }];
  });
}

/** Who puts a container in another's place, Compose as we, mounts its anonymous volumes by the names they were given. */
function isAnonymousBind(bind: string): boolean {
  const [source = '', , options = ''] = bind.split(':');
  return isAnonymousVolume(source) && (options === '' || options === 'rw');
}

function targetOfBind(bind: string): string {
  return bind.split(':')[1] ?? '';
}

function isAnonymousMount({ Type: type, Source: source, ReadOnly, VolumeOptions }: ApiMountSpec): boolean {
  return type === 'volume' && isAnonymousVolume(source ?? '') && !ReadOnly && isEmpty(VolumeOptions);
}

function isSameHealthcheck(a: ApiHealthcheck, b: ApiHealthcheck): boolean {
  return (
    isEqual(a.Test ?? [], b.Test ?? []) && HEALTH_NUMBERS.every((key) => (a[key] ?? 0) === (b[key] ?? 0))
  );
}

const HEALTH_NUMBERS = ['Interval', 'Timeout', 'StartPeriod', 'StartInterval', 'Retries'] as const;

function isEqual(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each, index) => each === b[index]);
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === '' || value === 0 || value === false) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
