import { configOf, DockerCliSettings } from '../../docker-cli/docker-cli-settings.ts';
import { type DockerContext, isDead, listContexts } from '../../docker-cli/docker-contexts.ts';
import { dockerUse } from '../../docker-cli/docker-use.ts';
import { switchToPier } from '../../docker-cli/pier-context.ts';
import { type CheckContext, failed, ok, type SelfCheck } from './self-check.ts';

/** Docker Desktop leaves `desktop-linux` behind, and the docker command goes on using it. */
export const deadContexts: SelfCheck = {
  id: 'dead-contexts',
  title: "The docker command's contexts lead to programs that are there",
  hint: 'A program that was removed leaves its context behind, with which every command fails.',
  fatal: false,
  async check(context) {
    const dead = await findDead(context);
    if (dead.length === 0) return ok('None is left behind');
    const names = dead.map(({ name, host }) => `'${name}' (${host})`).join(', ');
    throw failed(
      `Left behind by programs that are gone: ${names}.`,
      'Remove them: a factory reset of Pier brings them back.',
    );
  },
  repair: {
    title: 'Remove them',
    async run(context) {
      const { files, places } = context;
      const dead = await findDead(context);
      if (dead.length === 0) return 'There is none';
      const settings = new DockerCliSettings(files.dockerCli);
      await settings.check(configOf(places.dockerConfig));
      const { name } = await dockerUse({ env: {}, dockerSocket: files.run.dockerSocket, ...places });
      // First: the docker command must not be left with a context that is not there.
      if (dead.some((each) => each.name === name)) {
        await switchToPier(settings, places.dockerConfig, files.run.dockerSocket);
      }
      for (const { path } of dead) await settings.removeFile(path);
      return `Removed ${dead.map((each) => `'${each.name}'`).join(', ')}`;
    },
  },
};

async function findDead({ places }: CheckContext): Promise<DockerContext[]> {
  const all = await listContexts(places.dockerConfig);
  const dead = await Promise.all(all.map((each) => isDead(each)));
  return all.filter((_, index) => dead[index]);
}
