import { watch } from 'node:fs';
import { readlink } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { DockerCliState } from '../../../shared/contract/docker-cli.ts';
import type { PierHandlers } from '../../../shared/contract/index.ts';
import { AppError, toAppError } from '../../../shared/errors.ts';
import type { PierFiles } from '../../../vm/files.ts';
import { commandBeside, type HostPlaces } from '../host-places.ts';
import type { Logger } from '../log/logger.ts';
import { isExecutable, SYSTEM_FOLDERS } from '../programs/docker-plugin.ts';
import { watchState } from '../watch-state.ts';
import { cliPrograms, installPrograms, type ProgramPlaces, pathFolders, pathLine } from './cli-programs.ts';
import { configOf, DockerCliSettings } from './docker-cli-settings.ts';
import { dockerUse } from './docker-use.ts';
import { offerPierContext, switchToPier } from './pier-context.ts';
import type { ProgramRelease } from './program-release.ts';

const PLUGIN = 'docker-pier';
/** That of Docker Desktop is not touched, wherever it is. */
const EXTENSION_PLUGIN = 'docker-extension';

export interface DockerCommandOptions {
  files: PierFiles;
  places: HostPlaces;
  cacheDir: string;
  env: NodeJS.ProcessEnv;
  /** Whether the engine is a machine of Pier: another one is in use without us. */
  hasMachine: boolean;
  /** Where programs come from that the VM image does not have for this computer. */
  release?: ProgramRelease;
  log: Logger;
}

/** The docker command on this computer: which engine it uses, its programs, its plugin of Pier. */
export class DockerCommand {
  readonly #options: DockerCommandOptions;
  readonly #settings: DockerCliSettings;
  readonly #programs: ProgramPlaces;
  readonly #listeners = new Set<() => void>();

  constructor(options: DockerCommandOptions) {
    const { files, places, cacheDir, env, release } = options;
    this.#options = options;
    this.#settings = new DockerCliSettings(files.dockerCli);
    this.#programs = { ...places, bin: files.bin, cacheDir, env, ...(release && { release }) };
  }

  /**
   * Makes the context at a start. An installation that is beside a person's own (PIER_HOME) touches nothing until it is
   * asked to. Never rejects: Docker works without.
   */
  async offerContext(): Promise<void> {
    if (!this.#isPersonsOwn || !this.#options.hasMachine) return;
    const { files, places, log } = this.#options;
    try {
      await offerPierContext(this.#settings, places.dockerConfig, files.run.dockerSocket);
    } catch (error) {
      log.warn("The docker command's context could not be made.", { error: toAppError(error).message });
    }
  }

  async state(): Promise<DockerCliState> {
    const { files, places, env } = this.#options;
    const [found, programs, isDeclined, canUndo, plugin, extensionPlugin] = await Promise.all([
      this.#use(),
      cliPrograms(this.#programs),
      this.#settings.isDeclined(),
      this.#settings.hasChanged(configOf(places.dockerConfig), 'currentContext'),
      this.#plugin(PLUGIN),
      this.#extensionPlugin(),
    ]);
    const { use } = found;
    const isThere = programs.some(({ name, path }) => name === 'docker' && path !== undefined);
    const offer =
      this.#isPersonsOwn &&
      this.#options.hasMachine &&
      !isDeclined &&
      isThere &&
      use !== undefined &&
      !use.isPier &&
      use.reason !== 'DOCKER_HOST';
    const folder = places.userBin;
    const isCommandMissing = programs.some(
      ({ name, path }) => !path && (name === 'docker' || name === 'pier'),
    );
    const needsPath = isCommandMissing && !pathFolders(env).includes(folder);
    return {
      ...found,
      offer,
      canUndo,
      programs,
      folder: files.bin,
      ...(needsPath && { pathLine: pathLine(folder, { HOME: homedir(), ...env }) }),
      plugin,
      extensionPlugin,
    };
  }

  handlers(): PierHandlers['dockerCli'] {
    const { files, places } = this.#options;
    const { dockerSocket } = files.run;
    return {
      watch: (_input, { signal }) =>
        watchState({ signal, onChange: (listener) => this.#onChange(listener), read: () => this.state() }),
      use: () => this.#change(() => switchToPier(this.#settings, places.dockerConfig, dockerSocket)),
      unuse: () =>
        this.#change(async () => {
          await this.#settings.restoreMember(configOf(places.dockerConfig), 'currentContext');
          await this.#settings.decline();
        }),
      decline: () => this.#change(() => this.#settings.decline()),
      install: () => this.#change(() => installPrograms(this.#programs, this.#settings)),
      setPlugin: ({ installed }) => this.#change(() => this.#setPlugin(installed)),
    };
  }

  get #isPersonsOwn(): boolean {
    return this.#options.files.home === join(homedir(), '.pier');
  }

  async #use(): Promise<Pick<DockerCliState, 'use' | 'problem'>> {
    const { files, places, env } = this.#options;
    try {
      const { host, ...use } = await dockerUse({ env, dockerSocket: files.run.dockerSocket, ...places });
      return { use: { ...use, ...(host !== undefined && { host }) } };
    } catch (error) {
      return { problem: toAppError(error).toData() };
    }
  }

  #pluginLink(name: string): string {
    return join(this.#options.places.dockerConfig, 'cli-plugins', name);
  }

  #pluginProgram(name: string): string | undefined {
    const { pierCommand } = this.#options.places;
    return pierCommand && commandBeside(pierCommand, name);
  }

  async #plugin(name: string): Promise<DockerCliState['plugin']> {
    const target = await readlink(this.#pluginLink(name)).catch((error: NodeJS.ErrnoException) =>
      error.code === 'ENOENT' ? undefined : 'a file',
    );
    if (target === undefined) return 'absent';
    return target === this.#pluginProgram(name) ? 'installed' : 'other';
  }

  /** A person's own folder of plugins is before the system's: what is there must not be hidden either. */
  async #extensionPlugin(): Promise<DockerCliState['plugin']> {
    const state = await this.#plugin(EXTENSION_PLUGIN);
    const isInSystem = SYSTEM_FOLDERS.some((folder) => isExecutable(join(folder, EXTENSION_PLUGIN)));
    return state === 'absent' && isInSystem ? 'other' : state;
  }

  async #setPlugin(installed: boolean): Promise<void> {
    for (const name of [PLUGIN, EXTENSION_PLUGIN]) {
      const link = this.#pluginLink(name);
      if (!installed) {
        await this.#settings.restoreLink(link);
        continue;
      }
      const program = this.#pluginProgram(name);
      if (!program) {
        throw new AppError('not_built', 'Add the plugin: this Pier has no command.', 'Install Pier again.');
      }
      if (name === EXTENSION_PLUGIN && (await this.#extensionPlugin()) === 'other') continue;
      await this.#settings.makeLink(link, program);
    }
  }

  async #change(work: () => Promise<unknown>): Promise<DockerCliState> {
    try {
      await work();
    } finally {
      for (const listener of this.#listeners) listener();
    }
    return this.state();
  }

  /** By us, or by the docker command itself. */
  #onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    let end = () => {};
    try {
      const watcher = watch(this.#options.places.dockerConfig, listener);
      watcher.on('error', () => {});
      end = () => watcher.close();
    } catch {
      // It is not there: nobody changes it but us.
    }
    return () => {
      this.#listeners.delete(listener);
      end();
    };
  }
}
