import type { ExtensionAbility } from '../../../../shared/contract/extensions.ts';
import {
  type ComposeModel,
  type ComposeModelMount,
  type ComposeModelService,
  isEngineSocket,
  servicesOf,
} from './compose-model.ts';

type ContainerAbility = Extract<ExtensionAbility, { kind: 'container' }>;
type Mount = ContainerAbility['mounts'][number];

/** What the containers of an extension can do beyond what any container can, in the order of the file. */
export function containerAbilities(model: ComposeModel, order: readonly string[]): ContainerAbility[] {
  const place = (name: string) => (order.includes(name) ? order.indexOf(name) : order.length);
  return servicesOf(model)
    .sort(([a], [b]) => place(a) - place(b))
    .map(([name, service]) => ({
      kind: 'container',
      service: name,
      image: service.image ?? '',
      privileged: service.privileged === true || hooks(service).some(({ privileged }) => privileged === true),
      capabilities: (service.cap_add ?? []).map((each) => each.replace(/^CAP_/, '')),
      mounts: mountsOf(service, model),
      ports: (service.ports ?? []).map(portText),
      shares: sharesOf(service),
      devices: (service.devices ?? []).map((device) =>
        typeof device === 'string' ? (device.split(':')[0] ?? device) : (device.source ?? ''),
      ),
      others: [...othersOf(service), ...foreignVolumes(service, model)],
    }));
}

function hooks({ post_start: after = [], pre_stop: before = [] }: ComposeModelService) {
  return [...after, ...before];
}

/** "container:x" is the network, the processes or the mounts of somebody else's container. */
function othersOf(service: ComposeModelService): string[] {
  const { security_opt: security = [], device_cgroup_rules: rules = [], volumes_from: mounts = [] } = service;
  const joined = (['network_mode', 'pid', 'ipc'] as const).flatMap((key) =>
    service[key]?.startsWith('container:') ? [`${key}=${service[key]}`] : [],
  );
  return [
    ...security
      .filter((option) => !/^no-new-privileges/.test(option))
      .map((option) => option.replace(':', '=')),
    ...rules.map((rule) => `device_cgroup_rules=${rule}`),
    ...mounts.filter((each) => each.startsWith('container:')).map((each) => `volumes_from=${each}`),
    ...joined,
    ...(service.cgroup === 'host' ? ['cgroup=host'] : []),
  ];
}

/** Volumes that are not the extension's own by their names: they may hold what somebody else has stored. */
function foreignVolumes(service: ComposeModelService, model: ComposeModel): string[] {
  return (service.volumes ?? []).flatMap(({ type, source = '' }) => {
    if (type !== 'volume' || source === '') return [];
    const { name, external = false } = model.volumes?.[source] ?? {};
    const isOwn = name === undefined || name === `${model.name}_${source}`;
    return isOwn && !external ? [] : [`volume=${name ?? source}`];
  });
}

function mountsOf(service: ComposeModelService, model: ComposeModel): Mount[] {
  const listed = (service.volumes ?? []).map((mount) => toMount(mount, model));
  const socket = { source: '/var/run/docker.sock', target: '/var/run/docker.sock' };
  return service.use_api_socket ? [...listed, { ...socket, readOnly: false, kind: 'engine' }] : listed;
}

function toMount(mount: ComposeModelMount, model: ComposeModel): Mount {
  const { type, source = '', target } = mount;
  const readOnly = mount.read_only === true;
  if (type === 'tmpfs') return { source: '', target, readOnly, kind: 'memory' };
  if (type === 'bind') return { source, target, readOnly, kind: isEngineSocket(source) ? 'engine' : 'host' };
  // A volume may be a folder of the engine's computer by another name.
  const { driver_opts: options = {}, name = source } = model.volumes?.[source] ?? {};
  const device = options.device ?? '';
  if (/\bbind\b/.test(options.o ?? '') || (device.startsWith('/') && options.type !== 'nfs'))
    return { source: device, target, readOnly, kind: isEngineSocket(device) ? 'engine' : 'host' };
  return { source: name, target, readOnly, kind: 'volume' };
}

function portText(port: NonNullable<ComposeModelService['ports']>[number]): string {
  if (typeof port === 'string') return port;
  const { host_ip: ip, published, target, protocol = 'tcp' } = port;
  return `${ip ? `${ip}:` : ''}${published ? `${published}:` : ''}${target ?? ''}/${protocol}`;
}

function sharesOf({ network_mode, pid, ipc, userns_mode }: ComposeModelService): ContainerAbility['shares'] {
  const shares: ContainerAbility['shares'] = [];
  if (network_mode === 'host') shares.push('network');
  if (pid === 'host') shares.push('processes');
  if (ipc === 'host') shares.push('ipc');
  if (userns_mode === 'host') shares.push('users');
  return shares;
}
