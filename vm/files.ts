import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { AppError } from '../shared/errors.ts';

/**
 * Every path of an installation, in one place. Nothing else joins names onto the home folder.
 */
export interface PierFiles {
  home: string;
  settings: string;
  /** Compose projects that were brought up here: their files, to bring them up again. */
  composeProjects: string;
  savedSearches: string;
  tableChoices: string;
  /** Where the desktop app's window was. */
  windowPlace: string;
  /** When newer versions were looked for, and which one is being installed. */
  updates: string;
  /** Programs of this installation's own. */
  bin: string;
  /** Commands of an app that is mounted only while it runs, with what they need. */
  commands: string;
  /** What buildx remembers. */
  buildx: string;
  /** What was changed in the docker command's own files, to put it back. */
  dockerCli: string;
  /** Logins of registries, encrypted, where this computer has no keychain. */
  credentials: string;
  /** When volumes are exported, and what came of it. */
  volumeExports: string;
  /** Which engine is shown. */
  shownEngine: string;
  /** What is kept for engines that are not Pier's own: a folder for each. */
  engines: string;
  /** Extensions that are installed: a folder for each. */
  extensions: string;
  /** The port that the pages of extensions have in browsers: what they store belongs to it. */
  extensionPort: string;
  /** Which snapshots of the data disk there are. */
  snapshots: string;
  /** That everything is to be removed, and what: a factory reset that was cut short goes on. */
  factoryReset: string;
  run: {
    dir: string;
    /** The Docker API for the world. */
    dockerSocket: string;
    /** The backend's own contract, for the CLI. */
    pierSocket: string;
    /** Held while a backend runs. */
    lock: string;
    /** Configurations of docker programs that Pier runs, with logins in them. */
    dockerConfigs: string;
    /** Where the headless host serves the dashboard, with its token (0600). */
    headless: string;
    qmpSocket: string;
    guestAgentSocket: string;
    /** Boot steps from the guest, one line each: a file, so that none is lost while no backend listens. */
    guestStatus: string;
    machinePid: string;
    /** What a running machine was started with, for the backend that adopts it. */
    machineState: string;
    /** What QEMU is run with: see listen-backlog.ts. */
    listenLibrary: string;
    /** Where virtiofsd listens for QEMU, the folder that it serves among mounts of its own, and which folders these are. */
    sharesSocket: string;
    sharesRoot: string;
    sharesState: string;
    /** Orders for vfkit. It and gvproxy are those of macOS: see drivers/vz. */
    vfkitSocket: string;
    /** Where gvproxy listens for vfkit's network card, and for orders; how it is set up, and its pid. */
    networkSocket: string;
    networkControl: string;
    networkConfig: string;
    networkPid: string;
    /** That hardware acceleration gave up on a machine since this computer was started. */
    acceleratorState: string;
  };
  vm: {
    dir: string;
    /** A link where the disk was moved: see data-disk-place.ts. */
    dataDisk: string;
    /** What a move of the data disk leaves, while it lasts. */
    diskMove: string;
    /** The file that an export is being written to, while it lasts. */
    export: string;
    configDisk: string;
    /** Certificates of this installation; they never leave it. */
    tlsDir: string;
  };
  logs: {
    dir: string;
    backend: string;
    console: string;
    qemu: string;
    /** What virtiofsd says. */
    shares: string;
    vfkit: string;
    gvproxy: string;
  };
}

/** sun_path is 108 bytes on Linux and 104 on macOS, with its final NUL. */
const SOCKET_PATH_LIMIT = 104;

/** The folder of an installation: PIER_HOME, else `~/.pier`. */
export function pierHome(env: NodeJS.ProcessEnv = process.env): string {
  return resolve(env.PIER_HOME || join(homedir(), '.pier'));
}

/** Where built images are kept, shared by all installations of a user: PIER_CACHE, else `~/.cache/pier`. */
export function pierCache(env: NodeJS.ProcessEnv = process.env): string {
  return resolve(env.PIER_CACHE || join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'pier'));
}

/** @throws AppError `socket_path_too_long` where a socket could not be bound. */
export function pierFiles(home: string, platform: NodeJS.Platform = process.platform): PierFiles {
  const run = join(home, 'run');
  const vm = join(home, 'vm');
  const logs = join(home, 'logs');
  const files: PierFiles = {
    home,
    settings: join(home, 'settings.json'),
    composeProjects: join(home, 'compose-projects.json'),
    bin: join(home, 'bin'),
    commands: join(home, 'commands'),
    buildx: join(home, 'buildx'),
    savedSearches: join(home, 'saved-searches.json'),
    tableChoices: join(home, 'table-choices.json'),
    windowPlace: join(home, 'window-place.json'),
    updates: join(home, 'updates.json'),
    dockerCli: join(home, 'docker-cli.json'),
    credentials: join(home, 'credentials.json'),
    volumeExports: join(home, 'volume-exports.json'),
    shownEngine: join(home, 'shown-engine.json'),
    engines: join(home, 'engines'),
    extensions: join(home, 'extensions'),
    extensionPort: join(home, 'extension-port.json'),
    snapshots: join(home, 'snapshots.json'),
    factoryReset: join(home, 'factory-reset.json'),
    run: {
      dir: run,
      dockerSocket: socketPath(home, 'docker', platform),
      pierSocket: socketPath(home, 'pier', platform),
      lock: join(run, 'backend.lock'),
      dockerConfigs: join(run, 'docker-configs'),
      headless: join(run, 'headless.json'),
      qmpSocket: join(run, 'qmp.sock'),
      guestAgentSocket: join(run, 'qga.sock'),
      guestStatus: join(run, 'guest-status.log'),
      machinePid: join(run, 'machine.pid'),
      machineState: join(run, 'machine.json'),
      listenLibrary: join(run, 'listen.so'),
      sharesSocket: join(run, 'shares.sock'),
      sharesRoot: join(run, 'shares'),
      sharesState: join(run, 'shares.json'),
      vfkitSocket: join(run, 'vfkit.sock'),
      networkSocket: join(run, 'net.sock'),
      networkControl: join(run, 'net-api.sock'),
      networkConfig: join(run, 'net.json'),
      networkPid: join(run, 'net.pid'),
      acceleratorState: join(run, 'accelerator.json'),
    },
    vm: {
      dir: vm,
      dataDisk: join(vm, 'data.raw'),
      diskMove: join(vm, 'disk-move.json'),
      export: join(vm, 'export.json'),
      configDisk: join(vm, 'config.tar'),
      tlsDir: join(vm, 'tls'),
    },
    logs: {
      dir: logs,
      backend: join(logs, 'backend.log'),
      console: join(logs, 'console.log'),
      qemu: join(logs, 'qemu.log'),
      shares: join(logs, 'shares.log'),
      vfkit: join(logs, 'vfkit.log'),
      gvproxy: join(logs, 'gvproxy.log'),
    },
  };
  if (platform !== 'win32') for (const path of Object.values(files.run)) guardSocketPath(path, home);
  return files;
}

/** Windows has no sockets in folders but pipes, whose names all installations share: theirs tells them apart. */
function socketPath(home: string, name: 'docker' | 'pier', platform: NodeJS.Platform): string {
  if (platform !== 'win32') return join(home, 'run', `${name}.sock`);
  const mark = createHash('sha256').update(home.toLowerCase()).digest('hex').slice(0, 12);
  return `\\\\.\\pipe\\pier_${name}_${mark}`;
}

/** Where an engine that is elsewhere is reached. @param mark eight characters: no longer than what is guarded above */
export function engineSocket({ run }: PierFiles, mark: string): string {
  return join(run.dir, `e-${mark}.sock`);
}

function guardSocketPath(path: string, home: string): void {
  const bytes = Buffer.byteLength(path) + 1;
  if (bytes <= SOCKET_PATH_LIMIT) return;
  throw new AppError(
    'socket_path_too_long',
    `Cannot use '${home}' as PIER_HOME: the socket path '${path}' has ${bytes} bytes, and the system allows ${SOCKET_PATH_LIMIT}.`,
    `Set PIER_HOME to a path that is at least ${bytes - SOCKET_PATH_LIMIT} bytes shorter, for example ~/.pier.`,
  );
}
