import { accessSync, constants } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { CLI_FOLDER } from '../../../vm/image/manifest.ts';
import { captureProgram } from './run-compose.ts';

const NAME = process.platform === 'win32' ? 'docker-compose.exe' : 'docker-compose';
const VERSION_TIMEOUT_MS = 10_000;

/** The compose program, able to run on this computer. */
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

const SYSTEM_FOLDERS = [
  '/usr/local/lib/docker/cli-plugins',
  '/usr/local/libexec/docker/cli-plugins',
  '/usr/libexec/docker/cli-plugins',
  '/usr/lib/docker/cli-plugins',
  '/opt/homebrew/lib/docker/cli-plugins',
  '/Applications/Docker.app/Contents/Resources/cli-plugins',
];

/**
 * Finds "docker compose", version 2 or newer: the person's own before the system's, that of the VM image last. The
 * plugin is a program of its own: no docker client is needed.
 */
export class ComposeProgram {
  readonly #places: SearchPlaces;
  #found: FoundProgram | undefined;

  constructor(places: SearchPlaces) {
    this.#places = places;
  }

  /** @throws AppError `compose_missing` */
  async find(): Promise<FoundProgram> {
    // It may have been removed since, or replaced by one of another version: then it is searched again.
    if (this.#found && isExecutable(this.#found.path)) return this.#found;
    for (const path of await candidates(this.#places)) {
      const version = isExecutable(path) ? await versionOf(path, this.#places.env) : undefined;
      if (version === undefined) continue;
      this.#found = { path, version };
      return this.#found;
    }
    this.#found = undefined;
    throw new AppError(
      'compose_missing',
      "Cannot find 'docker compose' on this computer: files cannot be read, brought up or scaled without it.",
      `Install Docker's compose plugin (package docker-compose-plugin or docker-compose-v2), or put the program into '${this.#places.bin}' as '${NAME}'.`,
    );
  }
}

async function candidates({ bin, cacheDir, env, systemFolders }: SearchPlaces): Promise<string[]> {
  const folders = [
    bin,
    join(env.DOCKER_CONFIG || join(env.HOME || homedir(), '.docker'), 'cli-plugins'),
    ...(systemFolders ?? SYSTEM_FOLDERS),
    // Version 2 calls itself docker-compose there too; version 1 is found out by its version.
    ...(env.PATH ?? '').split(delimiter).filter(Boolean),
    ...(await imageFolders(cacheDir)),
  ];
  return folders.map((folder) => join(folder, NAME));
}

/** The image that was used last first. */
async function imageFolders(cacheDir: string): Promise<string[]> {
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

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** undefined for what is no compose, is version 1 or does not run here. */
async function versionOf(path: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  try {
    const signal = AbortSignal.timeout(VERSION_TIMEOUT_MS);
    const { code, stdout } = await captureProgram(path, ['version', '--short'], { cwd: '/', env, signal });
    const version = /^v?(\d+)\.\S*/.exec(stdout.trim());
    return code === 0 && version && Number(version[1]) >= 2 ? version[0].replace(/^v/, '') : undefined;
  } catch {
    return undefined;
  }
}
