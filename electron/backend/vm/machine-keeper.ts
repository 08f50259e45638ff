import { type ChildProcess, spawn } from 'node:child_process';

/** Time for a person, or a login item, to start Pier again after it was killed: it takes the machine over then. */
const WAIT_SECONDS = 120;

/**
 * A line on its standard input lets it go. Without one the input ends with its backend, however that ended; then the
 * command runs. Nothing but `sh`, since it stands by for as long as Pier runs: about a megabyte.
 */
const SCRIPT = 'read -r _ && exit 0; sleep "$1"; shift; exec "$@"';

export interface MachineKeeperOptions {
  /** The `pier` command. */
  pierCommand: string;
  /** Of the installation. */
  home: string;
  env: NodeJS.ProcessEnv;
  waitSeconds?: number;
}

/**
 * Sees to it that no machine is left without an owner: a process of its own that outlives a backend which was killed,
 * and has the machine stopped in order where no other backend takes it over in time.
 */
export class MachineKeeper {
  readonly #child: ChildProcess;

  /** Windows has no shell: the machine itself looks for its owner there (vm/drivers/wsl2/owner-watch.ts). */
  static readonly isNeeded = process.platform !== 'win32';

  constructor({ pierCommand, home, env, waitSeconds = WAIT_SECONDS }: MachineKeeperOptions) {
    const command = [pierCommand, 'stop', '--abandoned'];
    this.#child = spawn('sh', ['-c', SCRIPT, 'pier-keeper', String(waitSeconds), ...command], {
      // A session of its own: what ends a terminal's programs leaves it.
      detached: true,
      cwd: '/',
      env: { ...env, PIER_HOME: home },
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    // Pier works without one.
    this.#child.on('error', () => {});
    this.#child.stdin?.on('error', () => {});
    this.#child.unref();
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** The machine is stopped, or is to go on by itself. Idempotent. */
  release(): void {
    this.#child.stdin?.end('done\n');
  }
}
