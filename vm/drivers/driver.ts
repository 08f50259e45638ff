import type { ErrorData } from '../../shared/errors.ts';
import type { GuestPath } from '../windows-path.ts';

/**
 * A driver runs one machine, and knows nothing of the backend. Nobody outside a driver's folder asks which
 * driver it is: they ask a capability.
 */
export type DriverName = 'qemu' | 'vz' | 'wsl2' | 'external' | 'fake';

export interface DriverCapabilities {
  /** A VM of ours: it has limits, disks, a console, and can be provisioned and destroyed. */
  machine: boolean;
  /** start() and stop() mean something. False for an engine that somebody else runs. */
  lifecycle: boolean;
  pause: boolean;
  guestAgent: boolean;
  console: boolean;
  /**
   * Where the ports are that the engine publishes: on this computer by themselves, in a guest whose `ports` bring them
   * here, or on another computer.
   */
  publishedPorts: 'here' | 'forwarded' | 'elsewhere';
  /** Programs for x86-64 can be run by Rosetta: see VmSpec.rosetta. */
  rosetta?: boolean;
  /** Processors, memory and swap are those of a virtual machine that others on this computer use as well. */
  limitsOfAll?: boolean;
}

/** What is asked of a machine. */
export interface VmSpec {
  cpus: number;
  memoryBytes: number;
  /** The data disk's upper bound; the file is sparse and takes what is used. */
  diskLimitBytes: number;
  /** On the data disk; 0 for none. */
  swapBytes: number;
  /** Folders of this computer that the guest sees at the same paths; those that are not there are left out. */
  sharedFolders?: readonly string[];
  hostname: string;
  /** Programs for x86-64 are run by Rosetta, where the driver has it and it is installed. */
  rosetta?: boolean | undefined;
  /** What may change while it runs; left out, the guest asks this computer's first name server and knows no proxy. */
  resolver?: Resolver;
  proxy?: ProxyVariables;
  registries?: EngineRegistries;
}

/** How the engine reaches registries. All in the form in which dockerd takes them: else it does not start. */
export interface EngineRegistries {
  /** Of Docker Hub, the first is asked first: "https://mirror.example/". */
  mirrors: readonly string[];
  /** Registries, and networks of them, that are used without trusted TLS. */
  insecure: readonly string[];
  /** PEM texts of authorities by registry, "registry.example:5000". */
  certificates: Readonly<Record<string, string>>;
}

/** How this computer looks names up, as far as a guest cannot know it by itself. */
export interface Resolver {
  /** Domains that are tried behind a name without dots. */
  search: readonly string[];
  /** As resolv.conf(5) has them: "ndots:2". */
  options: readonly string[];
  /** IPv4 addresses of name servers beside the first one, which the machine's own network asks. */
  furtherServers: readonly string[];
}

/** HTTP_PROXY, HTTPS_PROXY, NO_PROXY, with addresses that the guest reaches. May hold passwords. */
export type ProxyVariables = Readonly<Record<string, string>>;

export interface CheckResult {
  id: string;
  title: string;
  ok: boolean;
  /** A failed fatal check prevents the start. */
  fatal: boolean;
  /** Set where `ok` is false. */
  error?: ErrorData;
}

/** Where the Docker API is. PEM texts. */
export type EngineEndpoint =
  | { kind: 'unix'; path: string }
  | { kind: 'tls'; host: string; port: number; ca: string; cert: string; key: string };

/** How a machine ended: `requested` where shutdown() or kill() was called. */
export interface VmExit {
  requested: boolean;
  /** The guest powered itself off in order: not a crash, even where nobody here asked for it. */
  clean: boolean;
  /**
   * What ended it is known to the driver, which does without from the next start on, or is a chance of the emulator: it
   * may be started again at once, and nothing has failed so far.
   */
  remedied: boolean;
  code: number | null;
  signal: string | null;
  /** The last lines of console and hypervisor, oldest first. */
  lastLines: string[];
}

/** How long this machine may take, in milliseconds: an emulated one needs more. */
export interface Patience {
  /** From the start to an engine that answers. */
  bootMs: number;
  /** From the request to shut down to the end of the process. */
  shutdownMs: number;
  /** For one answer of the engine. */
  answerMs: number;
}

/** Something that has to hold. A fatal one must hold before the machine counts as running. */
export interface Requirement {
  id: string;
  title: string;
  fatal: boolean;
  /** What to do where it does not hold. */
  hint: string;
  /** Resolves where it holds, rejects with the reason why it does not. */
  check(timeoutMs: number): Promise<void>;
}

/** A step as the driver or the guest reports it; the same id may come again with progress. */
export interface StepReport {
  id: string;
  title: string;
  /** 0 to 1 where it is known. */
  progress?: number;
}

export type StepListener = (step: StepReport) => void;

/** A point-in-time reading of what the machine takes from the host. */
export interface VmUsage {
  /** CPU seconds used since the machine started; the caller makes a rate of it. */
  cpuSeconds: number;
  memoryBytes: number;
  /** The most it has taken since it started. */
  memoryPeakBytes: number;
  /** Allocated, not apparent, size of everything that grows. */
  diskBytes: number;
  /** The most it has been since the machine started, as far as it was seen. */
  diskPeakBytes: number;
}

/** A port of this computer that leads to one of the guest. Addresses are IPv4. */
export interface PortForward {
  protocol: 'tcp' | 'udp';
  hostIp: string;
  hostPort: number;
  /** The guest's own address, one of its loopback ones, or that of a container. */
  guestIp: string;
  guestPort: number;
}

/** A socket of the guest that waits for others to come. */
export interface GuestListener {
  protocol: 'tcp' | 'udp';
  /** "0.0.0.0", "127.0.0.1", "::". */
  ip: string;
  port: number;
}

/** The ports of a guest that are not on this computer by themselves. */
export interface GuestPorts {
  /** Where the guest is reached that listens on all its addresses. */
  readonly guestAddress: string;
  /**
   * What a container publishes on a loopback address has to be reached at the container itself: the guest's netfilter
   * would not see that address, and leads only it to the container.
   */
  readonly loopbackByContainer?: boolean;
  /** The truth, without the engine's own; also those that an earlier backend has made. */
  list(): Promise<PortForward[]>;
  /** False where this computer does not give the port; the reason is not known. @throws where the machine does not answer */
  add(forward: PortForward): Promise<boolean>;
  /** Idempotent. Connections that are open go on. */
  remove(forward: PortForward): Promise<void>;
  /** What listens in the guest, in its own network, beside what the guest needs itself. */
  listeners(): Promise<GuestListener[]>;
}

/** Folders of this computer that the guest sees at the same paths. */
export interface GuestShares {
  /** What is shared now, as it is there: under the names that were asked for and the real ones. */
  readonly folders: readonly string[];
  /** Folders are devices of the machine from its start on: another one needs a restart. */
  readonly fixed?: boolean;
  /**
   * Shares these and no others, while containers run. A container keeps what is mounted in it.
   * @throws AppError shares_unavailable
   */
  set(folders: readonly string[]): Promise<void>;
  /** Lets those in the guest who watch these files and folders know that they changed on this computer. */
  announce(paths: readonly string[]): Promise<void>;
  /** Called after each change of what is told here. */
  onChange(listener: () => void): () => void;
}

/** The inside of a guest, through its agent. Everything rejects where the agent does not answer. */
export interface GuestControl {
  /** Runs a program and waits for its end. @throws Error where it cannot be started or takes longer */
  exec(
    path: string,
    args: string[],
    timeoutMs?: number,
  ): Promise<{ exitCode: number; stdout: string; stderr: string }>;
  /** The guest's clock, in milliseconds since the epoch. */
  time(): Promise<number>;
  /** Sets the guest's clock to this computer's. */
  setTime(): Promise<void>;
  /** For lookups from now on; search domains and options for containers that start from now on. */
  setResolver(resolver: Resolver): Promise<void>;
  /** What the engine is given when it starts next. */
  setProxy(proxy: ProxyVariables): Promise<void>;
  /** What the engine was given last. */
  proxy(): Promise<ProxyVariables>;
  /** Has the engine use these from now on, while it runs. @throws Error where it does not take them */
  setRegistries(registries: EngineRegistries): Promise<void>;
  /** Restarts the engine alone; containers go on. Resolves when the old one is gone. */
  restartEngine(): Promise<void>;
}

/** What the guest has of this computer. */
export interface GuestShare {
  cpus: number;
  memoryBytes: number;
}

/** What can be changed of a machine that runs, and given back by it. Everything rejects where the guest cannot follow. */
export interface GuestResources {
  /** Both ends can be set. */
  readonly limits: { cpus: { min: number; max: number }; memoryBytes: { min: number; max: number } };
  /** Idempotent. Containers keep running. */
  setCpus(count: number): Promise<void>;
  /** Idempotent. @throws Error where what runs in the guest needs more; it has as much as before then */
  setMemory(bytes: number): Promise<void>;
  /**
   * Gives back the memory that the guest keeps without need: files that it read, and what lies in pieces.
   * @param how `gently`: only files that were not read of late; `fully`: all of them
   */
  returnMemory(how: 'gently' | 'fully'): Promise<void>;
  /** Gives back what the data disk's file system does not use. */
  trim(): Promise<void>;
}

export interface RunningVm {
  readonly pid: number | undefined;
  readonly startedAt: number;
  /** "KVM", "software emulation"; undefined without a VM. */
  readonly accelerator: string | undefined;
  readonly acceleratorReason: string | undefined;
  /** What it was started with, and what of that was changed since; undefined without a VM. */
  readonly spec: VmSpec | undefined;
  readonly imageVersion: string | undefined;
  readonly patience: Patience;
  /**
   * How long to wait before an engine that did not answer `failures` times in a row is asked again, in milliseconds.
   * Absent where it is ours and near.
   */
  askAgainMs?(failures: number): number;
  /** Beside an engine that answers, which the caller checks itself. */
  readonly requirements: readonly Requirement[];
  readonly endpoint: EngineEndpoint;
  /** Where published ports have to be forwarded. */
  readonly ports?: GuestPorts | undefined;
  /** Absent where the driver shares no folders. */
  readonly shares?: GuestShares | undefined;
  /** Absent where the driver has no agent in the guest. */
  readonly guest?: GuestControl | undefined;
  /** Absent where nothing of it can be changed. */
  readonly resources?: GuestResources | undefined;
  /** Whose pause() it stands still by, also where that was before this backend; undefined where it goes on. */
  readonly pausedBy: PausedBy | undefined;
  /** True where this machine was found running rather than started. */
  readonly adopted: boolean;
  /** Settles exactly once, never rejects. */
  readonly exited: Promise<VmExit>;
  /** Boot steps of the guest. The listener is called at once with the last one known. */
  onStep(listener: StepListener): () => void;
  /** A failure that the guest itself reported: a data disk from a newer version, for one. */
  onGuestFailure(listener: (error: ErrorData) => void): () => void;
  /**
   * Trouble that the machine survives and that the driver tries to end: a full host disk, for one.
   * undefined when it is over. One that lasts is told at once.
   */
  onTrouble(listener: (error: ErrorData | undefined) => void): () => void;
  /** The last lines of the console, oldest first. */
  lastLines(): Promise<string[]>;
  usage(): Promise<VmUsage>;
  /** Asks the guest to shut down; resolves when asked. `exited` tells when it did. */
  shutdown(): Promise<void>;
  /** Ends the machine at once. Resolves when it is gone. */
  kill(): Promise<void>;
  /** Everything in it stands still and takes no processor; connections stay open. Idempotent; the last one counts. */
  pause(by: PausedBy): Promise<void>;
  /** Idempotent. Its clock stood still meanwhile: setting it is the caller's. */
  resume(): Promise<void>;
  /** Lets go of the machine without stopping it: sockets are closed, timers cleared. */
  release(): void;
}

/** Who wants a machine to stand still. */
export type PausedBy = 'person' | 'resource-saver';

export interface MachineImage {
  /**
   * Reads all of it and compares it with its digests. @returns its version; undefined where it is not made yet
   * @throws AppError image_corrupt
   */
  check(): Promise<string | undefined>;
  /** Removes it: the next start makes it anew. A machine that runs goes on. */
  discard(): Promise<void>;
}

export interface VmDriver {
  readonly name: DriverName;
  readonly capabilities: DriverCapabilities;
  /** What must hold before a start. Changes nothing. */
  preflight(): Promise<CheckResult[]>;
  /** Idempotent: makes what is missing (image, certificates, disks), touches nothing that is there. */
  provision(spec: VmSpec, onStep: StepListener, signal: AbortSignal): Promise<void>;
  /** Resolves when the boot is initiated; the engine does not answer yet. */
  start(spec: VmSpec, signal: AbortSignal): Promise<RunningVm>;
  /** The machine that is running already, from an earlier backend; undefined where there is none. */
  adopt(): Promise<RunningVm | undefined>;
  /** The truth from pid and control socket, never from a saved flag. */
  inspect(): Promise<'absent' | 'stopped' | 'running'>;
  /**
   * Whether a file is a data disk that this machine can be started with. Changes nothing.
   * @throws AppError data_disk_newer, data_disk_unusable
   */
  checkDataDisk?(path: string): Promise<void>;
  /**
   * Where a folder of this computer is in the guest, for a driver whose guest does not have it at its own path; undefined
   * for what is no such path.
   */
  guestPath?(source: string): GuestPath | undefined;
  /**
   * Removes the data and nothing else, for a driver that keeps them itself: there is no file of a data disk then that
   * could be copied, moved or put in another's place. Refused while the machine runs.
   */
  removeData?(): Promise<void>;
  /** The image that machines boot, where one is kept on this computer. */
  readonly image?: MachineImage;
  /** Removes the machine and its data. Refused while it runs. */
  destroy(): Promise<void>;
}
