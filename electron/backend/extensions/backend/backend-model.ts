import { EXTENSION_LABEL, firstContainerName } from '../../../../shared/model/extension-labels.ts';
import { HELPER_LABEL } from '../../engine/helpers/helper-label.ts';
import { isOwnExtension } from '../source/bundled-extension.ts';
import {
  type ComposeModel,
  type ComposeModelMount,
  type ComposeModelService,
  isEngineSocket,
  isRawSocket,
  servicesOf,
} from './compose-model.ts';

/** Where services put the sockets that their pages reach. */
export const GUEST_SERVICES = '/run/guest-services';
const VOLUME = 'guest-services';

/** What a container of an extension may keep of what it writes. */
const LOGGING = { driver: 'json-file', options: { 'max-size': '10m', 'max-file': '2' } };

export interface BackendModelOptions {
  model: ComposeModel;
  /** The services in the order of the file: the rendered one has another. */
  order: readonly string[];
  id: string;
  title: string;
  project: string;
  /** The extension's own image, which is there. */
  image: string;
  /** Where the engine's socket is on its own computer. */
  engineSocket: string;
  /** Whether containers know this computer as host.docker.internal without being told. */
  knowsHost: boolean;
  /** Whether a socket is exposed, and so something has to lead to it. */
  hasSocket: boolean;
}

/** What is kept of a compose file: rendered, and the services in the order of the file. */
export interface RenderedBackend {
  order: string[];
  model: ComposeModel;
}

/** Where nothing else is known. */
export const USUAL_ENGINE = { engineSocket: '/var/run/docker.sock', knowsHost: false };

/** The variable that compose fills in with the image of what leads to a socket: see socket-image.ts. */
export const SOCKET_IMAGE = 'PIER_SOCKET_IMAGE';

export interface BackendModel {
  model: ComposeModel;
  /** In the order of the file. */
  services: { name: string; containerName?: string }[];
  /** The container that leads to the socket. */
  socketContainer: string | undefined;
}

/**
 * What an extension's backend is brought up from: its compose file with the names and labels that extensions have
 * written into their sources, the folder for sockets, a bound on what is logged, and a restart with the engine where
 * it says nothing of that.
 */
export function backendModel(options: BackendModelOptions): BackendModel {
  const { model, order, id, title, project, hasSocket } = options;
  // One that belongs to a profile is brought up by who asks for it.
  const all = Object.fromEntries(servicesOf(model).filter(([, { profiles = [] }]) => profiles.length === 0));
  const names = [
    ...order.filter((name) => all[name]),
    ...Object.keys(all).filter((name) => !order.includes(name)),
  ];
  const jobs = new Set(names.flatMap((name) => finishedBefore(all[name])));
  const own = names.flatMap((name) => (all[name]?.volumes ?? []).filter(isGuestServices))[0];
  const guestServices = own ?? { type: 'volume', source: VOLUME, target: GUEST_SERVICES };
  const services: Record<string, ComposeModelService> = {};
  for (const [index, name] of names.entries()) {
    const service = all[name] ?? {};
    const isOne = (service.scale ?? service.deploy?.replicas ?? 1) === 1;
    const { build: _, ...kept } = service;
    services[name] = {
      ...kept,
      ...(index === 0 && isOne && !service.container_name && { container_name: firstContainerName(id) }),
      ...(!service.restart && !service.deploy?.restart_policy && !jobs.has(name) && { restart: 'always' }),
      ...(service.image === options.image && { pull_policy: 'missing' }),
      // On registries that name is somebody else's.
      ...(service.image && isOwnExtension(service.image) && { pull_policy: 'never' }),
      logging: service.logging ?? LOGGING,
      labels: { ...withoutMark(service.labels), ...labels(title) },
      volumes: mounts(service, guestServices, options.engineSocket),
      ...extraHosts(service, options.knowsHost),
    };
  }
  const socketService = freeName('pier-socket', names);
  const socketContainer = hasSocket ? `${project}-socket` : undefined;
  if (socketContainer) {
    services[socketService] = {
      image: `\${${SOCKET_IMAGE}}`,
      pull_policy: 'never',
      container_name: socketContainer,
      restart: 'always',
      network_mode: 'none',
      user: '0',
      read_only: true,
      // A socket may belong to another user than root.
      cap_drop: ['ALL'],
      cap_add: ['DAC_OVERRIDE'],
      security_opt: ['no-new-privileges'],
      // It waits, and need not be asked to end.
      stop_signal: 'SIGKILL',
      logging: { driver: 'none' },
      labels: labels(title),
      volumes: [guestServices],
    };
  }
  return {
    model: {
      ...model,
      name: project,
      services,
      volumes: { ...model.volumes, ...(own ? {} : { [VOLUME]: guestServicesVolume(project, title) }) },
    },
    services: names.map((name) => {
      const containerName = services[name]?.container_name;
      return { name, ...(containerName && { containerName }) };
    }),
    socketContainer,
  };
}

function labels(title: string): Record<string, string> {
  return { [EXTENSION_LABEL.isExtension]: 'true', [EXTENSION_LABEL.name]: title };
}

/** What Pier marks its own helpers with, which no list shows. */
function withoutMark({ [HELPER_LABEL]: _, ...others }: Record<string, string> = {}): Record<string, string> {
  return others;
}

/** In memory, so that no socket is left of a machine that was switched off. */
function guestServicesVolume(project: string, title: string) {
  return {
    name: `${project}_${VOLUME}`,
    driver: 'local',
    driver_opts: { type: 'tmpfs', device: 'tmpfs', o: 'size=16m,mode=1777' },
    labels: labels(title),
  };
}

function isGuestServices({ target }: ComposeModelMount): boolean {
  return target.replace(/\/+$/, '') === GUEST_SERVICES;
}

function mounts(
  service: ComposeModelService,
  guestServices: ComposeModelMount,
  engineSocket: string,
): ComposeModelMount[] {
  const own = (service.volumes ?? []).map((mount) => {
    if (mount.type !== 'bind' || !isEngineSocket(mount.source)) return mount;
    const isElsewhere = engineSocket !== '/var/run/docker.sock';
    return isRawSocket(mount.source) || isElsewhere ? { ...mount, source: engineSocket } : mount;
  });
  return own.some(isGuestServices) ? own : [...own, guestServices];
}

/** The services whose end this one waits for: they are not to begin again. */
function finishedBefore(service: ComposeModelService | undefined): string[] {
  return Object.entries(service?.depends_on ?? {}).flatMap(([name, { condition }]) =>
    condition === 'service_completed_successfully' ? [name] : [],
  );
}

const HOST = 'host.docker.internal';

/** Containers that have another's network have its names too, and may be given none. */
function extraHosts(
  { extra_hosts: given, network_mode: mode = '' }: ComposeModelService,
  knowsHost: boolean,
): Pick<ComposeModelService, 'extra_hosts'> {
  if (knowsHost || /^(service|container):|^none$/.test(mode)) return {};
  const list = Array.isArray(given)
    ? given
    : Object.entries(given ?? {}).map(([host, ip]) => `${host}=${ip}`);
  return list.some((entry) => entry.startsWith(HOST))
    ? {}
    : { extra_hosts: [...list, `${HOST}=host-gateway`] };
}

function freeName(name: string, taken: readonly string[]): string {
  let free = name;
  while (taken.includes(free)) free += '-';
  return free;
}
