import { AppError } from '../../../../../shared/errors.ts';
import type { PluginKind } from '../../../programs/docker-plugin.ts';

/** The first whose progress can be read by a program. */
const LEAST = [0, 13] as const;

/** "docker buildx", version 0.13 or newer. */
export const BUILDX: PluginKind = {
  name: 'docker-buildx',
  versionArgs: ['version'],
  readVersion(text) {
    const version = /buildx v?((\d+)\.(\d+)\S*)/.exec(text);
    if (!version) return undefined;
    const [major, minor] = [Number(version[2]), Number(version[3])];
    return major > LEAST[0] || (major === LEAST[0] && minor >= LEAST[1]) ? version[1] : undefined;
  },
  missing: ({ bin, file }) =>
    new AppError(
      'buildx_missing',
      `Cannot find 'docker buildx' ${LEAST.join('.')} or newer on this computer: images are built without BuildKit.`,
      `Install Docker's buildx plugin (package docker-buildx-plugin or docker-buildx), or put the program into '${bin}' as '${file}'.`,
    ),
};
