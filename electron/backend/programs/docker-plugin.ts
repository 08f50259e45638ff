import { accessSync, constants } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { AppError } from '../../../shared/errors.ts';
import { CLI_FOLDER } from '../../../vm/image/manifest.ts';
import { captureProgram } from './run-program.ts';

const VERSION_TIMEOUT_MS = 10_000;

/** One of the docker command's plugins. Each is a program of its own: no docker client is needed. */
export interface PluginKind {
  /** Of its file, without the ending that a system wants. */
  name: string;
  versionArgs: readonly string[];
  /** Of what it answers to them; undefined for what is something else or too old. */
  readVersion(text: string): string | undefined;
  missing(place: { bin: string; file: string }): AppError;
}

/** A plugin that is able to run on this computer. */
export interface FoundProgram {
  path: string;
  version: string;
}

export interface SearchPlaces {
  /** The installation's own programs. */
  bin: string;
  /** Where built VM images are, each with programs for this computer beside it. */
  cacheDir: string;
  env: NodeJS.ProcessEnv;
  /** Injected by tests: a computer may have one in its system folders. */
  systemFolders?: readonly string[];
}

/** Where the docker command looks for plugins, beside a person's own folder. */
export const SYSTEM_FOLDERS = [
  '/usr/local/lib/docker/cli-plugins',
  '/usr/local/libexec/docker/cli-plugins',
  '/usr/libexec/docker/cli-plugins',
  '/usr/lib/docker/cli-plugins',
  '/opt/homebrew/lib/docker/cli-plugins',
  '/Applications/Docker.app/Contents/Resources/cli-plugins',
];

/** Finds a plugin: the person's own before the system's, that of the VM image last. */
export class DockerPlugin {
  readonly #kind: PluginKind;
  readonly #places: SearchPlaces;
  #found: FoundProgram | undefined;

  constructor(kind: PluginKind, places: SearchPlaces) {
    this.#kind = kind;
    this.#places = places;
  }

  /** @throws AppError as the kind has it where there is none */
  async find(): Promise<FoundProgram> {
    // It may have been removed since, or replaced by one of another version: then it is searched again.
    if (this.#found && isExecutable(this.#found.path)) return this.#found;
    const file = process.platform === 'win32' ? `${this.#kind.name}.exe` : this.#kind.name;
    for (const folder of await foldersOf(this.#places)) {
      const path = join(folder, file);
      const version = isExecutable(path) ? await this.#versionOf(path) : undefined;
      if (version === undefined) continue;
      this.#found = { path, version };
      return this.#found;
    }
    this.#found = undefined;
    throw this.#kind.missing({ bin: this.#places.bin, file });
  }

  /** undefined for what is no such plugin, is too old or does not run here. */
  async #versionOf(path: string): Promise<string | undefined> {
    try {
      const signal = AbortSignal.timeout(VERSION_TIMEOUT_MS);
      const { env } = this.#places;
      const { code, stdout } = await captureProgram(path, this.#kind.versionArgs, { cwd: '/', env, signal });
      return code === 0 ? this.#kind.readVersion(stdout.trim()) : undefined;
    } catch {
      return undefined;
    }
  }
}

async function foldersOf({ bin, cacheDir, env, systemFolders }: SearchPlaces): Promise<string[]> {
  return [
    bin,
    join(env.DOCKER_CONFIG || join(env.HOME || homedir(), '.docker'), 'cli-plugins'),
    ...(systemFolders ?? SYSTEM_FOLDERS),
    // Compose 2 calls itself docker-compose there too; version 1 is found out by its version.
    ...(env.PATH ?? '').split(delimiter).filter(Boolean),
    ...(await imageFolders(cacheDir)),
  ];
}

/** Folders of programs that came with an image; that of the image that was used last first. */
export async function imageFolders(cacheDir: string): Promise<string[]> {
  const images = join(cacheDir, 'images');
  const names = (await readdir(images).catch(() => [])).filter((name) => !name.startsWith('.'));
  const used = await Promise.all(
    names.map(async (name) => ({
      folder: join(images, name, CLI_FOLDER),
      at: (await stat(join(images, name)).catch(() => undefined))?.mtimeMs ?? 0,
    })),
  );
  return used.sort((a, b) => b.at - a.at).map(({ folder }) => folder);
}

export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
