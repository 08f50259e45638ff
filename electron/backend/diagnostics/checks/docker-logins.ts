import { type DockerConfig, readDockerConfig } from '../../credentials/docker-config.ts';
import { findHelper } from '../../credentials/helper-path.ts';
import { configOf, DockerCliSettings } from '../../docker-cli/docker-cli-settings.ts';
import { commandBeside } from '../../host-places.ts';
import { linkIntoUserBin, onPath } from './programs-on-path.ts';
import { type CheckContext, failed, ok, type SelfCheck } from './self-check.ts';

const OWN = 'pier';
const OWN_PROGRAM = 'docker-credential-pier';

/** Docker Desktop leaves `"credsStore": "desktop"` behind, with which every pull fails. */
export const dockerLogins: SelfCheck = {
  id: 'docker-logins',
  title: 'The docker command finds its logins',
  hint: 'Its config.json names the programs that keep them: one that is gone makes every pull fail.',
  fatal: false,
  async check(context) {
    const path = configOf(context.places.dockerConfig);
    const config = await readDockerConfig(path);
    const dead = deadHelpers(config, context);
    if (dead.length > 0) {
      const programs = dead.map((name) => `docker-credential-${name}`).join(', ');
      throw failed(
        `'${path}' names ${programs}, and there is no such program.`,
        'Let Pier keep the logins in its place, and sign in again.',
      );
    }
    return ok(
      config.credsStore ? `docker-credential-${config.credsStore} keeps them` : 'No program is named',
    );
  },
  repair: {
    title: "Let Pier keep the docker command's logins",
    async run(context) {
      const path = configOf(context.places.dockerConfig);
      const config = await readDockerConfig(path);
      const dead = deadHelpers(config, context);
      if (dead.length === 0) return 'There is nothing to repair';
      await bringProgram(context);
      const settings = new DockerCliSettings(context.files.dockerCli);
      if (dead.includes(config.credsStore)) await settings.setMember(path, 'credsStore', OWN);
      const helpers = Object.entries(config.credHelpers);
      if (helpers.some(([, name]) => dead.includes(name))) {
        const mended = helpers.map(([server, name]) => [server, dead.includes(name) ? OWN : name]);
        await settings.setMember(path, 'credHelpers', Object.fromEntries(mended));
      }
      return `${OWN_PROGRAM} keeps them now`;
    },
  },
};

function deadHelpers({ credsStore, credHelpers }: DockerConfig, { env }: CheckContext): string[] {
  const names = new Set([credsStore, ...Object.values(credHelpers)].filter(Boolean));
  return [...names].filter((name) => findHelper(name, env) === undefined);
}

/** Before config.json names it: the docker command looks on the PATH alone. */
async function bringProgram(context: CheckContext): Promise<void> {
  const { places, env } = context;
  if (await onPath(OWN_PROGRAM, env)) return;
  const command = places.pierCommand && commandBeside(places.pierCommand, OWN_PROGRAM);
  const link = await linkIntoUserBin(context, OWN_PROGRAM, command);
  if (await onPath(OWN_PROGRAM, env)) return;
  throw failed(
    `'${link}' is there now, and its folder is not on the PATH.`,
    `Add it in your shell's profile, and repair again: export PATH="${places.userBin}:$PATH"`,
  );
}
