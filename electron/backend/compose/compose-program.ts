import { AppError } from '../../../shared/errors.ts';
import type { PluginKind } from '../programs/docker-plugin.ts';

/** "docker compose", version 2 or newer. */
export const COMPOSE: PluginKind = {
  name: 'docker-compose',
  versionArgs: ['version', '--short'],
  readVersion(text) {
    const version = /^v?(\d+)\.\S*/.exec(text);
    return version && Number(version[1]) >= 2 ? version[0].replace(/^v/, '') : undefined;
  },
  missing: ({ bin, file }) =>
    new AppError(
      'compose_missing',
      "Cannot find 'docker compose' on this computer: files cannot be read, brought up or scaled without it.",
      `Install Docker's compose plugin (package docker-compose-plugin or docker-compose-v2), or put the program into '${bin}' as '${file}'.`,
    ),
};
