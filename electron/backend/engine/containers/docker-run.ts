import { shellQuote } from '../../../../shared/shell-quote.ts';
import type { ApiHealthcheck, ApiMountSpec } from './api-inspect.ts';
import { toLink } from './create-order.ts';
import { type Flags, hostConfigFlags } from './host-config-flags.ts';
import type { OwnSettings } from './own-settings.ts';

export interface DockerRun {
  /** A line for a POSIX shell. */
  command: string;
  /** What `docker run` has no option for, by the engine's names. */
  missing: string[];
}

/**
 * The `docker run` that makes a container of these settings. Only what differs from image and engine is said. Networks
 * beyond the first are connected by a second command: clients before 25 take one alone.
 * Source: https://docs.docker.com/reference/cli/docker/container/run/
 */
export function dockerRun(own: OwnSettings): DockerRun {
  const { flags: hostFlags, missing } = hostConfigFlags(own.hostConfig);
  const [first, ...others] = own.networks;
  const { entrypoint, rest } = processOf(own);
  const words = [
    ...['docker', 'run', '-d'],
    ...(own.config.OpenStdin ? ['-i'] : []),
    ...(own.config.Tty ? ['-t'] : []),
    `--name=${own.name}`,
    ...configFlags(own),
    ...(first ? networkFlags(first, '--network') : []),
    ...hostFlags,
    ...mountFlags(own),
    ...entrypoint,
    own.image,
    ...rest,
  ];
  const commands = [
    words,
    ...others.map((network) => [
      ...['docker', 'network', 'connect'],
      ...connectFlags(network),
      network.name,
      own.name,
    ]),
  ];
  return {
    command: commands.map((command) => command.map(shellQuote).join(' ')).join(' && '),
    missing,
  };
}

function configFlags({ config }: OwnSettings): Flags {
  return [
    ...(config.Hostname ? [`--hostname=${config.Hostname}`] : []),
    ...(config.Domainname ? [`--domainname=${config.Domainname}`] : []),
    ...(config.MacAddress ? [`--mac-address=${config.MacAddress}`] : []),
    ...(config.User ? [`--user=${config.User}`] : []),
    ...(config.WorkingDir ? [`--workdir=${config.WorkingDir}`] : []),
    ...(config.Env ?? []).map((entry) => `--env=${entry}`),
    ...Object.entries(config.Labels ?? {}).map(([name, value]) => `--label=${name}=${value}`),
    ...Object.keys(config.ExposedPorts ?? {}).map((port) => `--expose=${port}`),
    ...(config.StopSignal ? [`--stop-signal=${config.StopSignal}`] : []),
    ...(config.StopTimeout === undefined ? [] : [`--stop-timeout=${config.StopTimeout}`]),
    ...(config.Healthcheck ? healthFlags(config.Healthcheck) : []),
  ];
}

/** `--entrypoint` takes one word: the others go before the command, which comes to the same process. */
function processOf({ config }: OwnSettings): { entrypoint: Flags; rest: string[] } {
  const { Entrypoint: entrypoint, Cmd: command = [] } = config;
  if (!entrypoint) return { entrypoint: [], rest: command ?? [] };
  const [first = '', ...others] = entrypoint;
  return { entrypoint: [`--entrypoint=${first}`], rest: [...others, ...(command ?? [])] };
}

function healthFlags(check: ApiHealthcheck): Flags {
  const [kind, ...test] = check.Test ?? [];
  if (kind === 'NONE') return ['--no-healthcheck'];
  const command = kind === 'CMD-SHELL' ? test.join(' ') : test.map(shellQuote).join(' ');
  return [
    ...(command ? [`--health-cmd=${command}`] : []),
    ...(check.Interval ? [`--health-interval=${check.Interval}ns`] : []),
    ...(check.Timeout ? [`--health-timeout=${check.Timeout}ns`] : []),
    ...(check.StartPeriod ? [`--health-start-period=${check.StartPeriod}ns`] : []),
    ...(check.StartInterval ? [`--health-start-interval=${check.StartInterval}ns`] : []),
    ...(check.Retries ? [`--health-retries=${check.Retries}`] : []),
  ].map(readableDuration);
}

/** "30s" for "30000000000ns". */
function readableDuration(flag: string): string {
  return flag.replace(/=(\d+)ns$/, (_, digits: string) => {
    const nanoseconds = Number(digits);
    if (nanoseconds % 1e9 === 0) return `=${nanoseconds / 1e9}s`;
    return nanoseconds % 1e6 === 0 ? `=${nanoseconds / 1e6}ms` : `=${nanoseconds}ns`;
  });
}

function mountFlags({ hostConfig, anonymousVolumes }: OwnSettings): Flags {
  const inMounts = new Set((hostConfig.Mounts ?? []).map(({ Target: target }) => target));
  return [
    ...(hostConfig.Binds ?? []).map((bind) => `--volume=${bind}`),
    ...anonymousVolumes
      .filter(({ ofImage, target }) => !ofImage && !inMounts.has(target))
      .map(({ target }) => `--volume=${target}`),
    ...(hostConfig.Mounts ?? []).map((mount) => `--mount=${mountOptions(mount)}`),
    ...Object.entries(hostConfig.Tmpfs ?? {}).map(
      ([target, options]) => `--tmpfs=${target}${options ? `:${options}` : ''}`,
    ),
  ];
}

/** The fields of `--mount`, which the client reads as a line of CSV. */
function mountOptions(mount: ApiMountSpec): string {
  const { BindOptions: bind, VolumeOptions: volume, TmpfsOptions: tmpfs } = mount;
  const driver = volume?.DriverConfig;
  return [
    `type=${mount.Type}`,
    ...(mount.Source ? [`source=${mount.Source}`] : []),
    `target=${mount.Target}`,
    ...(mount.ReadOnly ? ['readonly'] : []),
    ...(mount.Consistency && mount.Consistency !== 'default' ? [`consistency=${mount.Consistency}`] : []),
    ...(bind?.Propagation ? [`bind-propagation=${bind.Propagation}`] : []),
    ...(bind?.NonRecursive ? ['bind-nonrecursive'] : []),
    ...(volume?.NoCopy ? ['volume-nocopy'] : []),
    ...(driver?.Name ? [`volume-driver=${driver.Name}`] : []),
    ...Object.entries(driver?.Options ?? {}).map(([name, value]) => `volume-opt=${name}=${value}`),
    ...Object.entries(volume?.Labels ?? {}).map(([name, value]) => `volume-label=${name}=${value}`),
    ...(tmpfs?.SizeBytes ? [`tmpfs-size=${tmpfs.SizeBytes}`] : []),
    ...(tmpfs?.Mode ? [`tmpfs-mode=${tmpfs.Mode.toString(8)}`] : []),
  ]
    .map(csvField)
    .join(',');
}

/** A field of CSV by RFC 4180. */
function csvField(field: string): string {
  return /[",\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

type OwnNetwork = OwnSettings['networks'][number];

function networkFlags({ name, endpoint }: OwnNetwork, flag: string): Flags {
  const driverOptions = Object.entries(endpoint.DriverOpts ?? {});
  const long = driverOptions.map(([key, value]) => `driver-opt=${key}=${value}`);
  return [
    long.length > 0 ? `${flag}=${[`name=${name}`, ...long].map(csvField).join(',')}` : `${flag}=${name}`,
    ...(endpoint.Aliases ?? []).map((alias) => `--network-alias=${alias}`),
    ...addressFlags(endpoint),
    ...(endpoint.Links ?? []).map((link) => `--link=${toLink(link)}`),
  ];
}

function connectFlags({ endpoint }: OwnNetwork): Flags {
  return [
    ...(endpoint.Aliases ?? []).map((alias) => `--alias=${alias}`),
    ...addressFlags(endpoint),
    ...(endpoint.Links ?? []).map((link) => `--link=${toLink(link)}`),
    ...Object.entries(endpoint.DriverOpts ?? {}).map(([key, value]) => `--driver-opt=${key}=${value}`),
  ];
}

function addressFlags({ IPAMConfig: addresses }: OwnNetwork['endpoint']): Flags {
  return [
    ...(addresses?.IPv4Address ? [`--ip=${addresses.IPv4Address}`] : []),
    ...(addresses?.IPv6Address ? [`--ip6=${addresses.IPv6Address}`] : []),
    ...(addresses?.LinkLocalIPs ?? []).map((ip) => `--link-local-ip=${ip}`),
  ];
}
