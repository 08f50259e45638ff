import { beforePort } from '../../../../shared/model/ip-network.ts';
import type { ApiHostConfig } from './api-inspect.ts';
import { toLink } from './create-order.ts';

export type Flags = string[];
type Render = (value: never, all: ApiHostConfig) => Flags;

const text = (flag: string) => (value: string | number) => [`--${flag}=${value}`];
const each = (flag: string) => (values: string[]) => values.map((value) => `--${flag}=${value}`);
const given = (flag: string) => (value: boolean) => (value ? [`--${flag}`] : []);
/** "name=value" of each. */
const pairs = (flag: string) => (values: Record<string, string>) =>
  Object.entries(values).map(([name, value]) => `--${flag}=${name}=${value}`);
/** A rate or weight of one device: "/dev/sda:1048576". */
const perDevice = (flag: string) => (values: { Path: string; Rate?: number; Weight?: number }[]) =>
  values.map(({ Path: path, Rate: rate, Weight: weight }) => `--${flag}=${path}:${rate ?? weight ?? 0}`);

/** How `docker run` says each field of a HostConfig that differs from the engine's default. */
const FLAGS: Record<string, Render> = {
  PortBindings: portFlags,
  PublishAllPorts: given('publish-all'),
  RestartPolicy: ({ Name, MaximumRetryCount }: { Name: string; MaximumRetryCount?: number }) => [
    `--restart=${Name}${Name === 'on-failure' && MaximumRetryCount ? `:${MaximumRetryCount}` : ''}`,
  ],
  AutoRemove: given('rm'),
  Privileged: given('privileged'),
  Init: given('init'),
  ReadonlyRootfs: given('read-only'),
  NanoCpus: (value: number) => [`--cpus=${value / 1e9}`],
  Memory: text('memory'),
  MemorySwap: text('memory-swap'),
  MemoryReservation: text('memory-reservation'),
  MemorySwappiness: text('memory-swappiness'),
  KernelMemory: text('kernel-memory'),
  OomKillDisable: given('oom-kill-disable'),
  OomScoreAdj: text('oom-score-adj'),
  CpuShares: text('cpu-shares'),
  CpuPeriod: text('cpu-period'),
  CpuQuota: text('cpu-quota'),
  CpuRealtimePeriod: text('cpu-rt-period'),
  CpuRealtimeRuntime: text('cpu-rt-runtime'),
  CpusetCpus: text('cpuset-cpus'),
  CpusetMems: text('cpuset-mems'),
  PidsLimit: text('pids-limit'),
  ShmSize: text('shm-size'),
  BlkioWeight: text('blkio-weight'),
  BlkioWeightDevice: perDevice('blkio-weight-device'),
  BlkioDeviceReadBps: perDevice('device-read-bps'),
  BlkioDeviceWriteBps: perDevice('device-write-bps'),
  BlkioDeviceReadIOps: perDevice('device-read-iops'),
  BlkioDeviceWriteIOps: perDevice('device-write-iops'),
  CapAdd: each('cap-add'),
  CapDrop: each('cap-drop'),
  SecurityOpt: each('security-opt'),
  MaskedPaths: () => ['--security-opt=systempaths=unconfined'],
  // Always beside MaskedPaths, whose option says both.
  ReadonlyPaths: () => [],
  GroupAdd: each('group-add'),
  UsernsMode: text('userns'),
  UTSMode: text('uts'),
  PidMode: text('pid'),
  IpcMode: text('ipc'),
  CgroupnsMode: text('cgroupns'),
  CgroupParent: text('cgroup-parent'),
  Runtime: text('runtime'),
  Devices: (devices: { PathOnHost: string; PathInContainer: string; CgroupPermissions: string }[]) =>
    devices.map(({ PathOnHost: from, PathInContainer: to, CgroupPermissions: permissions }) => {
      const rights = permissions === 'rwm' ? '' : `:${permissions}`;
      return `--device=${from}${from === to && !rights ? '' : `:${to}`}${rights}`;
    }),
  DeviceCgroupRules: each('device-cgroup-rule'),
  DeviceRequests: (requests: DeviceRequest[]) => requests.map((each) => `--gpus=${gpus(each)}`),
  Dns: each('dns'),
  DnsOptions: each('dns-option'),
  DnsSearch: each('dns-search'),
  ExtraHosts: each('add-host'),
  Links: (links: string[]) => links.map((link) => `--link=${toLink(link)}`),
  VolumesFrom: each('volumes-from'),
  VolumeDriver: text('volume-driver'),
  LogConfig: ({ Type: type, Config: options }: { Type: string; Config?: Record<string, string> | null }) => [
    `--log-driver=${type}`,
    ...pairs('log-opt')(options ?? {}),
  ],
  StorageOpt: pairs('storage-opt'),
  Sysctls: pairs('sysctl'),
  Annotations: pairs('annotation'),
  Ulimits: (limits: { Name: string; Soft: number; Hard: number }[]) =>
    limits.map(({ Name: name, Soft: soft, Hard: hard }) => `--ulimit=${name}=${soft}:${hard}`),
};

/** Said by others, beside the networks and mounts. */
const ELSEWHERE = new Set(['Binds', 'Mounts', 'Tmpfs']);

/** @param hostConfig only what differs from the engine's defaults */
export function hostConfigFlags(hostConfig: ApiHostConfig): { flags: Flags; missing: string[] } {
  const flags: Flags = [];
  const missing: string[] = [];
  for (const [name, value] of Object.entries(hostConfig)) {
    if (ELSEWHERE.has(name)) continue;
    const render = FLAGS[name];
    if (render) flags.push(...render(value as never, hostConfig));
    else missing.push(name);
  }
  return { flags, missing };
}

function portFlags(bindings: NonNullable<ApiHostConfig['PortBindings']>): Flags {
  return Object.entries(bindings).flatMap(([key, all]) => {
    const port = key.replace(/\/tcp$/, '');
    return (all ?? []).map(({ HostIp: ip = '', HostPort: hostPort = '' }) => {
      const host = hostPort === '0' ? '' : hostPort;
      const address = beforePort(ip);
      if (address) return `--publish=${address}:${host}:${port}`;
      return `--publish=${host ? `${host}:` : ''}${port}`;
    });
  });
}

interface DeviceRequest {
  Driver?: string;
  Count?: number;
  DeviceIDs?: string[] | null;
  Capabilities?: string[][] | null;
}

/** What `--gpus` takes: "all", a number, or fields of CSV of which one may hold commas of its own. */
function gpus({ Driver, Count, DeviceIDs, Capabilities }: DeviceRequest): string {
  const capabilities = (Capabilities ?? []).flat().filter((capability) => capability !== 'gpu');
  const ids = DeviceIDs ?? [];
  const amount = Count === -1 ? 'all' : String(Count ?? 1);
  if (ids.length === 0 && capabilities.length === 0 && !Driver) return amount;
  return [
    ids.length > 0 ? `device=${ids.join(',')}` : `count=${amount}`,
    ...(Driver ? [`driver=${Driver}`] : []),
    ...(capabilities.length > 0 ? [`capabilities=${capabilities.join(',')}`] : []),
  ]
    .map((field) => (field.includes(',') ? `"${field}"` : field))
    .join(',');
}
