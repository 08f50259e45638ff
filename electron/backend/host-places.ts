import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, extname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Places of this computer that are not of the installation; tests have their own. */
export interface HostPlaces {
  /** Where programs look for Docker that were told nothing. */
  defaultSocket: string;
  /** Docker's own settings: contexts, the one in use, plugins. */
  dockerConfig: string;
  /** Where a person's own programs are: ~/.local/bin. */
  userBin: string;
  /** The `pier` command of this Pier; undefined where it has none. Its other programs are beside it. */
  pierCommand: string | undefined;
}

/**
 * @param keptCommands where an app that is mounted only while it runs keeps its commands: see keep-commands.ts
 */
export function hostPlaces(env: NodeJS.ProcessEnv, keptCommands?: string): HostPlaces {
  const found = findPierCommand(dirname(fileURLToPath(import.meta.url)));
  const kept = keptCommands && join(keptCommands, COMMANDS_FOLDER, packagedName('pier'));
  return {
    defaultSocket: '/var/run/docker.sock',
    dockerConfig: env.DOCKER_CONFIG || join(homedir(), '.docker'),
    userBin: join(homedir(), '.local', 'bin'),
    pierCommand: kept && isInAppImage(found, env) ? existing(kept) : found,
  };
}

/** Where a package has its commands, below its resources. */
export const COMMANDS_FOLDER = join('cli', 'electron', 'launch');

/** Whether a path is in the AppImage that this process was started from. */
export function isInAppImage(path: string | undefined, { APPIMAGE, APPDIR }: NodeJS.ProcessEnv): boolean {
  return Boolean(APPIMAGE && APPDIR && path?.startsWith(`${APPDIR}${sep}`));
}

/** Another command that is beside the `pier` command: of a checkout, or of a package. */
export function commandBeside(pierCommand: string, name: string): string {
  return join(dirname(pierCommand), `${name}${extname(pierCommand)}`);
}

/**
 * Searched upwards, since a bundled file lies elsewhere than its source: a package has launchers with their own Node, a
 * checkout its scripts.
 */
export function findPierCommand(from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const launch = join('electron', 'launch');
    const found =
      existing(join(folder, COMMANDS_FOLDER, packagedName('pier'))) ??
      existing(join(folder, launch, packagedName('pier'))) ??
      existing(join(folder, launch, 'pier.mjs'));
    if (found || folder === dirname(folder)) return found;
  }
}

function packagedName(name: string): string {
  return process.platform === 'win32' ? `${name}.cmd` : name;
}

function existing(path: string): string | undefined {
  return existsSync(path) ? path : undefined;
}
