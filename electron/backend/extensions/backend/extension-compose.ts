import { homedir } from 'node:os';
import type { TaskOutputLine } from '../../../../shared/contract/tasks.ts';
import { ComposeCli } from '../../compose/compose-cli.ts';
import { COMPOSE } from '../../compose/compose-program.ts';
import type { LoginsForPrograms } from '../../credentials/program-logins.ts';
import { DockerPlugin } from '../../programs/docker-plugin.ts';
import type { ComposeModel } from './compose-model.ts';

/** What compose files of extensions may know of this computer's environment: nothing that could be a secret. */
const KNOWN_VARIABLES =
  /^(PATH|HOME|USER|LOGNAME|LANG|LC_.*|TZ|TMPDIR|TEMP|TMP|USERPROFILE|APPDATA|LOCALAPPDATA|PROGRAMDATA|PROGRAMFILES|SYSTEMROOT|COMSPEC|PATHEXT|XDG_RUNTIME_DIR|DOCKER_CONFIG|DBUS_SESSION_BUS_ADDRESS|(HTTPS?|NO|ALL)_PROXY)$/i;

export interface ExtensionComposeOptions {
  bin: string;
  cacheDir: string;
  env: NodeJS.ProcessEnv;
  dockerSocket: string;
  logins: LoginsForPrograms;
}

/** Where compose files of extensions are, and which image they are of. */
export interface ComposePlace {
  project: string;
  /** The folder of the extension's files: what the file names is found from there. */
  folder: string;
  file: string;
  /** That it calls ${DESKTOP_PLUGIN_IMAGE}. */
  image: string;
  /** Further variables of it. */
  variables?: Record<string, string>;
}

interface ComposeRun {
  /** Makes those anew that are there already. Compose hands volumes without a name on to what takes their place. */
  anew?: boolean;
  signal: AbortSignal;
  onLine: (line: TaskOutputLine) => void;
}

/** The compose program for the backends of extensions. */
export class ExtensionCompose {
  readonly #program: DockerPlugin;
  readonly #options: ExtensionComposeOptions;

  constructor(options: ExtensionComposeOptions) {
    const { bin, cacheDir, env } = options;
    this.#program = new DockerPlugin(COMPOSE, { bin, cacheDir, env });
    this.#options = options;
  }

  /** The file with everything filled in. @throws AppError `compose_missing`, `compose_file_invalid`, `cancelled` */
  async render(place: ComposePlace, signal: AbortSignal): Promise<ComposeModel> {
    const { stdout } = await this.#cli(place).read(filesOf(place), ['config', '--format', 'json'], {
      signal,
    });
    return JSON.parse(stdout) as ComposeModel;
  }

  /** Makes and starts its containers, and pulls what they need. @throws AppError `compose_missing`, `compose_failed` */
  up(place: ComposePlace, options: ComposeRun): Promise<void> {
    return this.#up(place, ['--detach'], options);
  }

  /** Makes them, and starts none that is new. @throws as up() */
  create(place: ComposePlace, options: ComposeRun): Promise<void> {
    return this.#up(place, ['--no-start'], options);
  }

  #up(place: ComposePlace, how: string[], { anew = false, ...options }: ComposeRun): Promise<void> {
    const command = ['up', ...how, ...(anew ? ['--force-recreate'] : []), '--no-build', '--remove-orphans'];
    return this.#cli(place).run(filesOf(place), command, { verb: 'start the containers of', ...options });
  }

  #cli({ image, variables }: ComposePlace): ComposeCli {
    const { env, dockerSocket, logins } = this.#options;
    const known = knownVariables(env);
    return new ComposeCli({
      program: this.#program,
      dockerSocket,
      logins,
      env: { HOME: homedir(), ...known, DESKTOP_PLUGIN_IMAGE: image, ...variables },
    });
  }
}

function filesOf({ project, folder, file }: ComposePlace) {
  return { name: project, workingDir: folder, configFiles: [file], envFiles: [] };
}

/** What a compose file of an extension may know: proxies without the login that people write into them. */
export function knownVariables(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const known = Object.entries(env).filter(([name]) => KNOWN_VARIABLES.test(name));
  return Object.fromEntries(
    known.map(([name, value]) => [
      name,
      /_PROXY$/i.test(name) ? value?.replace(/^(\w+:\/\/)?.*@/s, '$1') : value,
    ]),
  );
}
