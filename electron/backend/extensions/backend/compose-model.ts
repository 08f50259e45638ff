/** A compose file as `docker compose config --format json` renders it: variables filled in, short forms made long. */
export interface ComposeModel {
  name?: string;
  services?: Record<string, ComposeModelService | null>;
  volumes?: Record<string, ComposeModelVolume | null>;
  [other: string]: unknown;
}

/** The parts of a service that are looked at; the rest is passed on as it is. */
export interface ComposeModelService {
  image?: string;
  build?: unknown;
  container_name?: string;
  restart?: string;
  deploy?: { replicas?: number; restart_policy?: unknown; [other: string]: unknown };
  scale?: number;
  profiles?: string[];
  labels?: Record<string, string>;
  volumes?: ComposeModelMount[];
  logging?: unknown;
  network_mode?: string;
  extra_hosts?: string[] | Record<string, string>;
  depends_on?: Record<string, { condition?: string }>;
  ports?: (string | { host_ip?: string; published?: string | number; target?: number; protocol?: string })[];
  privileged?: boolean;
  cap_add?: string[];
  devices?: (string | { source?: string; target?: string })[];
  pid?: string;
  ipc?: string;
  userns_mode?: string;
  use_api_socket?: boolean;
  /** A program of this computer that takes the service's place. */
  provider?: unknown;
  /** Commands in the container, which may have more rights than it. */
  post_start?: { privileged?: boolean }[];
  pre_stop?: { privileged?: boolean }[];
  security_opt?: string[];
  device_cgroup_rules?: string[];
  volumes_from?: string[];
  cgroup?: string;
  [other: string]: unknown;
}

export interface ComposeModelMount {
  type?: string;
  source?: string;
  target: string;
  read_only?: boolean;
  [other: string]: unknown;
}

export interface ComposeModelVolume {
  name?: string;
  external?: boolean;
  driver_opts?: Record<string, string>;
  [other: string]: unknown;
}

/** The services that there are, without those that are empty. */
export function servicesOf(model: ComposeModel): [name: string, service: ComposeModelService][] {
  return Object.entries(model.services ?? {}).flatMap(([name, service]) =>
    service ? [[name, service]] : [],
  );
}

/** Extensions are told to mount it: the engine's socket as it is, without what Docker Desktop puts before it. */
const RAW_SOCKETS = new Set(['/var/run/docker.sock.raw', '/run/docker.sock.raw']);
const SOCKETS = new Set(['/var/run/docker.sock', '/run/docker.sock']);

export function isRawSocket(path: string | undefined): boolean {
  return path !== undefined && RAW_SOCKETS.has(path);
}

export function isEngineSocket(path: string | undefined): boolean {
  return path !== undefined && (SOCKETS.has(path) || RAW_SOCKETS.has(path));
}
