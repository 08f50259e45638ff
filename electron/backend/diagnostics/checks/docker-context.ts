import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { configOf, DockerCliSettings } from '../../docker-cli/docker-cli-settings.ts';
import { type CheckContext, failed, ok, type SelfCheck } from './self-check.ts';

const NAME = 'pier';

/** https://docs.docker.com/engine/manage-resources/contexts/ */
export const dockerContext: SelfCheck = {
  id: 'docker-context',
  title: 'The docker command uses Pier',
  hint: 'Its context says which engine it talks to where DOCKER_HOST is not set.',
  fatal: false,
  async check(context) {
    const { env, files } = context;
    const ours = `unix://${files.run.dockerSocket}`;
    if (env.DOCKER_HOST) {
      if (env.DOCKER_HOST === ours) return ok('DOCKER_HOST names it');
      throw failed(
        `DOCKER_HOST is set to '${env.DOCKER_HOST}' where Pier was started: it comes before every context.`,
        `Unset it, or set it to ${ours}.`,
      );
    }
    const name = env.DOCKER_CONTEXT || (await readConfig(context)).currentContext;
    if (typeof name !== 'string' || name === '' || name === 'default') {
      throw failed(
        `The docker command uses its default, '${context.places.defaultSocket}'.`,
        `Make a context for Pier, or set DOCKER_HOST=${ours}. It is fine where that socket leads to Pier.`,
      );
    }
    const host = await hostOf(context, name);
    if (host === ours) return ok(`The context '${name}' is in use`);
    throw failed(
      `The docker command uses the context '${name}'${host ? `, which leads to '${host}'` : ', which cannot be read'}.`,
      `Use Pier's: docker context use ${NAME}.`,
    );
  },
  repair: {
    title: `Make the context '${NAME}' and use it`,
    async run(context) {
      await readConfig(context);
      const meta = metaPath(context, NAME);
      const settings = new DockerCliSettings(context.files.dockerCli);
      await settings.makeFile(meta, JSON.stringify(metaOf(context)));
      await settings.setMember(configPath(context), 'currentContext', NAME);
      return `The docker command uses the context '${NAME}' now`;
    },
  },
};

function configPath({ places }: CheckContext): string {
  return configOf(places.dockerConfig);
}

/** A context is kept in a folder that is named by the digest of its name. */
function metaPath({ places }: CheckContext, name: string): string {
  const digest = createHash('sha256').update(name).digest('hex');
  return join(places.dockerConfig, 'contexts', 'meta', digest, 'meta.json');
}

function metaOf({ files }: CheckContext) {
  return {
    Name: NAME,
    Metadata: { Description: 'Pier Desktop' },
    Endpoints: { docker: { Host: `unix://${files.run.dockerSocket}`, SkipTLSVerify: false } },
  };
}

/** A file that is not there is empty. One that cannot be understood is not written over. */
async function readConfig(context: CheckContext): Promise<Record<string, unknown>> {
  const path = configPath(context);
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw failed(
      `'${path}' cannot be read: ${(error as Error).message}.`,
      'Make it readable for you.',
      error,
    );
  }
  try {
    const config: unknown = JSON.parse(text);
    if (typeof config === 'object' && config !== null && !Array.isArray(config)) {
      return config as Record<string, unknown>;
    }
  } catch {
    // Told below.
  }
  throw failed(`'${path}' is no JSON object.`, 'Correct it by hand: Pier does not write over it.');
}

async function hostOf(context: CheckContext, name: string): Promise<string | undefined> {
  try {
    const meta = JSON.parse(await readFile(metaPath(context, name), 'utf8'));
    return meta.Endpoints?.docker?.Host;
  } catch {
    return undefined;
  }
}
