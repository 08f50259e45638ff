import { chmod, copyFile, link, mkdir, rename, rm } from 'node:fs/promises';
import { basename, delimiter, dirname, join } from 'node:path';
import type { CliProgram } from '../../../shared/contract/docker-cli.ts';
import { AppError } from '../../../shared/errors.ts';
import { toDiskError } from '../../../vm/disk-error.ts';
import { helperPath } from '../credentials/helper-path.ts';
import type { HostPlaces } from '../host-places.ts';
import { imageFolders, isExecutable, SYSTEM_FOLDERS } from '../programs/docker-plugin.ts';
import { captureProgram } from '../programs/run-program.ts';
import type { DockerCliSettings } from './docker-cli-settings.ts';
import type { ProgramRelease } from './program-release.ts';

const VERSION_TIMEOUT_MS = 10_000;
const NAMES = ['docker', 'docker-compose', 'docker-buildx', 'pier'] as const;
type Name = (typeof NAMES)[number];

export interface ProgramPlaces extends Pick<HostPlaces, 'dockerConfig' | 'userBin' | 'pierCommand'> {
  /** The installation's own programs. */
  bin: string;
  /** Where built VM images are, each with programs for this computer beside it. */
  cacheDir: string;
  env: NodeJS.ProcessEnv;
  /** Programs of Pier's release, where the image's do not run. */
  release?: ProgramRelease;
  /** Injected by tests: a computer may have plugins in its system folders. */
  systemFolders?: readonly string[];
}

/** The programs of the command line: which are there, and which can be put there. */
export async function cliPrograms(places: ProgramPlaces): Promise<CliProgram[]> {
  const images = await usableImages(places);
  return NAMES.map((name) => {
    const path = findProgram(name, places);
    const canInstall =
      name === 'pier'
        ? places.pierCommand !== undefined
        : imageProgram(name, images) !== undefined || places.release?.has(name) === true;
    return { name, ...(path && { path }), canInstall };
  });
}

/**
 * Puts those that are missing into the installation, and links to them where a terminal and the docker command look. They
 * are the image's own, where a hard link costs no room, else those of the release.
 * @returns what was installed @throws AppError where there is nothing to take; what the disk refuses; as downloadFile
 */
export async function installPrograms(places: ProgramPlaces, settings: DockerCliSettings): Promise<string[]> {
  // What was started from a menu has a short PATH: a link must not get before a program that is there.
  const env = { ...places.env, PATH: helperPath(places.env) };
  const programs = await cliPrograms({ ...places, env });
  const missing = programs.filter(({ path }) => path === undefined);
  const possible = missing.filter(({ canInstall }) => canInstall);
  if (missing.some(({ name }) => name !== 'pier') && !possible.some(({ name }) => name !== 'pier')) {
    throw nothingToTake();
  }
  const images = await usableImages(places);
  for (const { name } of possible) {
    await settings.makeLink(linkOf(name, places), await targetOf(name, images, places));
  }
  return possible.map(({ name }) => name);
}

/** @returns its place in the installation; that of `pier` is its own */
async function targetOf(name: Name, images: readonly string[], places: ProgramPlaces): Promise<string> {
  if (name === 'pier') return places.pierCommand as string;
  const source = imageProgram(name, images) ?? (await places.release?.fetch(name));
  if (source === undefined) throw nothingToTake();
  return take(source, name, places);
}

function imageProgram(name: Name, images: readonly string[]): string | undefined {
  return images.map((folder) => join(folder, name)).find(isExecutable);
}

/** Where a link makes it be found. */
function linkOf(name: Name, { userBin, dockerConfig }: ProgramPlaces): string {
  return name === 'docker' || name === 'pier' ? join(userBin, name) : join(dockerConfig, 'cli-plugins', name);
}

function findProgram(name: Name, { env, dockerConfig, systemFolders = SYSTEM_FOLDERS }: ProgramPlaces) {
  const isCommand = name === 'docker' || name === 'pier';
  const folders = isCommand ? pathFolders(env) : [join(dockerConfig, 'cli-plugins'), ...systemFolders];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

export function pathFolders(env: NodeJS.ProcessEnv): string[] {
  return (env.PATH ?? '').split(delimiter).filter(Boolean);
}

/** The guest's programs are Linux's: elsewhere they are of no use. */
async function usableImages({ cacheDir }: ProgramPlaces): Promise<string[]> {
  return process.platform === 'linux' ? imageFolders(cacheDir) : [];
}

/** @returns its place in the installation */
async function take(source: string, name: Name, { bin, env }: ProgramPlaces): Promise<string> {
  const path = join(bin, name);
  const part = `${path}.part`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await rm(part, { force: true });
    // The cache may be on another file system.
    await link(source, part).catch(() => copyFile(source, part));
    await chmod(part, 0o755);
    await runs(part, name, env);
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true }).catch(() => {});
    throw toDiskError(error, path);
  }
  return path;
}

/** @throws AppError where it does not: another processor, a C library that is too old */
async function runs(path: string, name: Name, env: NodeJS.ProcessEnv): Promise<void> {
  try {
    const signal = AbortSignal.timeout(VERSION_TIMEOUT_MS);
    // The plugins know the word, not the option.
    const args = [name === 'docker' ? '--version' : 'version'];
    const { code, stderr } = await captureProgram(path, args, { cwd: '/', env, signal });
    if (code !== 0) throw new Error(stderr.trim().split('\n')[0]);
  } catch (error) {
    throw new AppError(
      'check_failed',
      `Install '${name}': the one that Pier has does not run on this computer: ${(error as Error).message}.`,
      "Install it with your system's package manager.",
      { cause: error },
    );
  }
}

function nothingToTake(): AppError {
  return process.platform === 'linux'
    ? new AppError(
        'check_failed',
        'Install the docker command: there is no VM image yet that it could be taken from.',
        "Start the engine once, or install it with your system's package manager.",
      )
    : new AppError(
        'capability_missing',
        'Install the docker command: that of the VM image is made for Linux.',
        'Install it with Homebrew: brew install docker docker-compose docker-buildx',
      );
}

/** What puts a folder on the PATH, as a person's shell reads it. */
export function pathLine(folder: string, env: NodeJS.ProcessEnv): string {
  const short =
    env.HOME && folder.startsWith(`${env.HOME}/`) ? `$HOME${folder.slice(env.HOME.length)}` : folder;
  switch (basename(env.SHELL ?? '')) {
    case 'fish':
      return `fish_add_path ${short}`;
    case 'zsh':
      return `echo 'export PATH="${short}:$PATH"' >> ~/.zshrc`;
    case 'bash':
      return `echo 'export PATH="${short}:$PATH"' >> ~/.bashrc`;
    default:
      return `export PATH="${short}:$PATH"`;
  }
}
