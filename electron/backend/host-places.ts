import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
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

export function hostPlaces(env: NodeJS.ProcessEnv): HostPlaces {
  return {
    defaultSocket: '/var/run/docker.sock',
    dockerConfig: env.DOCKER_CONFIG || join(homedir(), '.docker'),
    userBin: join(homedir(), '.local', 'bin'),
    pierCommand: findPierCommand(),
  };
}

/** Searched upwards, since a bundled file lies elsewhere than its source. */
function findPierCommand(): string | undefined {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const command = join(folder, 'electron', 'launch', 'pier.mjs');
    if (existsSync(command)) return command;
    if (folder === dirname(folder)) return undefined;
  }
}
