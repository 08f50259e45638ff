import { DockerCliSettings } from '../../docker-cli/docker-cli-settings.ts';
import { PIER_CONTEXT } from '../../docker-cli/docker-contexts.ts';
import { dockerUse } from '../../docker-cli/docker-use.ts';
import { switchToPier } from '../../docker-cli/pier-context.ts';
import { type CheckContext, failed, ok, type SelfCheck } from './self-check.ts';

/** https://docs.docker.com/engine/manage-resources/contexts/ */
export const dockerContext: SelfCheck = {
  id: 'docker-context',
  title: 'The docker command uses Pier',
  hint: 'Its context says which engine it talks to where DOCKER_HOST is not set.',
  fatal: false,
  async check({ env, files, places }) {
    const { dockerSocket } = files.run;
    const { reason, name, host, isPier } = await dockerUse({ env, dockerSocket, ...places });
    const ours = `unix://${dockerSocket}`;
    if (isPier) {
      return ok(
        {
          DOCKER_HOST: 'DOCKER_HOST names it',
          context: `The context '${name}' is in use`,
          default: 'Its default leads to Pier',
        }[reason],
      );
    }
    if (reason === 'DOCKER_HOST') {
      throw failed(
        `DOCKER_HOST is set to '${name}' where Pier was started: it comes before every context.`,
        `Unset it, or set it to ${ours}.`,
      );
    }
    if (reason === 'default') {
      throw failed(
        `The docker command uses its default, '${places.defaultSocket}'.`,
        `Use Pier's context: pier docker use. Or set DOCKER_HOST=${ours}.`,
      );
    }
    throw failed(
      `The docker command uses the context '${name}'${host ? `, which leads to '${host}'` : ', which cannot be read'}.`,
      `Use Pier's: docker context use ${PIER_CONTEXT}.`,
    );
  },
  repair: {
    title: `Use the context '${PIER_CONTEXT}'`,
    async run({ files, places }: CheckContext) {
      const settings = new DockerCliSettings(files.dockerCli);
      await switchToPier(settings, places.dockerConfig, files.run.dockerSocket);
      return `The docker command uses the context '${PIER_CONTEXT}' now`;
    },
  },
};
