/** The parts of the Docker API's inspect answers that are used here. Fields that are absent may be null as well. */

export interface ApiHealthcheck {
  Test?: string[] | null;
  /** Nanoseconds; 0 is the engine's own. */
  Interval?: number;
  Timeout?: number;
  StartPeriod?: number;
  StartInterval?: number;
  Retries?: number;
}

/** `Config` of a container and of an image. */
export interface ApiConfig {
  Image?: string;
  Hostname?: string;
  Domainname?: string;
  User?: string;
  Env?: string[] | null;
  Cmd?: string[] | null;
  Entrypoint?: string[] | null;
  WorkingDir?: string;
  Labels?: Record<string, string> | null;
  ExposedPorts?: Record<string, object> | null;
  Volumes?: Record<string, object> | null;
  Healthcheck?: ApiHealthcheck | null;
  Tty?: boolean;
  OpenStdin?: boolean;
  StdinOnce?: boolean;
  AttachStdin?: boolean;
  AttachStdout?: boolean;
  AttachStderr?: boolean;
  StopSignal?: string;
  StopTimeout?: number | null;
  MacAddress?: string;
  NetworkDisabled?: boolean;
}

export interface ApiPortBinding {
  HostIp?: string;
  HostPort?: string;
}

export interface ApiMountSpec {
  Type: string;
  Source?: string;
  Target: string;
  ReadOnly?: boolean;
  Consistency?: string;
  BindOptions?: { Propagation?: string; NonRecursive?: boolean };
  VolumeOptions?: {
    NoCopy?: boolean;
    Labels?: Record<string, string> | null;
    DriverConfig?: { Name?: string; Options?: Record<string, string> | null };
  };
  TmpfsOptions?: { SizeBytes?: number; Mode?: number };
}

export interface ApiDevice {
  PathOnHost: string;
  PathInContainer: string;
  CgroupPermissions: string;
}

/** Every field by its name: those that are known to the form, and those that only pass through. */
export interface ApiHostConfig {
  Binds?: string[] | null;
  Mounts?: ApiMountSpec[] | null;
  Tmpfs?: Record<string, string> | null;
  PortBindings?: Record<string, ApiPortBinding[] | null> | null;
  PublishAllPorts?: boolean;
  NetworkMode?: string;
  RestartPolicy?: { Name?: string; MaximumRetryCount?: number };
  AutoRemove?: boolean;
  Privileged?: boolean;
  CapAdd?: string[] | null;
  CapDrop?: string[] | null;
  Devices?: ApiDevice[] | null;
  NanoCpus?: number;
  Memory?: number;
  MemorySwap?: number;
  Init?: boolean | null;
  ReadonlyRootfs?: boolean;
  [other: string]: unknown;
}

export interface ApiEndpoint {
  Aliases?: string[] | null;
  Links?: string[] | null;
  IPAMConfig?: {
    IPv4Address?: string;
    IPv6Address?: string;
    LinkLocalIPs?: string[] | null;
  } | null;
  DriverOpts?: Record<string, string> | null;
  NetworkID?: string;
}

/** GET /containers/{id}/json. */
export interface ApiContainerInspect {
  Id: string;
  Name: string;
  /** The image's id. */
  Image: string;
  State: {
    Status: string;
    Running: boolean;
    Paused: boolean;
    Restarting: boolean;
    ExitCode: number;
    Error?: string;
  };
  RestartCount?: number;
  Config: ApiConfig;
  HostConfig: ApiHostConfig;
  Mounts?: { Type: string; Name?: string; Source?: string; Destination: string; Driver?: string }[] | null;
  NetworkSettings?: { Networks?: Record<string, ApiEndpoint> | null };
}

/** GET /images/{name}/json. */
export interface ApiImageInspect {
  Id: string;
  Config?: ApiConfig | null;
}

/** GET /info: the engine's defaults. */
export interface ApiEngineInfo {
  DefaultRuntime?: string;
  LoggingDriver?: string;
  CgroupVersion?: string;
}
