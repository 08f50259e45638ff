import { readFile, realpath } from 'node:fs/promises';
import { AppError } from '../../../shared/errors.ts';
import { dockerHostOf } from '../../../vm/socket-address.ts';
import { configOf } from './docker-cli-settings.ts';
import { readContext } from './docker-contexts.ts';

/** Where the docker command's choice comes from, as it looks for it. */
export type UseReason = 'DOCKER_HOST' | 'context' | 'default';

/** Which engine the docker command talks to. */
export interface DockerUse {
  reason: UseReason;
  /** The context's name, or what DOCKER_HOST is. */
  name: string;
  /** Where it leads; undefined for a context that cannot be read. */
  host: string | undefined;
  /** Whether that is Pier. */
  isPier: boolean;
}

export interface UsePlaces {
  env: NodeJS.ProcessEnv;
  dockerConfig: string;
  dockerSocket: string;
  defaultSocket: string;
}

/**
 * As the docker command chooses: DOCKER_HOST, DOCKER_CONTEXT, `currentContext`, its default.
 * @throws AppError `docker_config_invalid` where its config.json cannot be understood
 */
export async function dockerUse({
  env,
  dockerConfig,
  dockerSocket,
  defaultSocket,
}: UsePlaces): Promise<DockerUse> {
  const ours = dockerHostOf(dockerSocket);
  if (env.DOCKER_HOST) {
    const host = env.DOCKER_HOST;
    return { reason: 'DOCKER_HOST', name: host, host, isPier: host === ours };
  }
  const name = env.DOCKER_CONTEXT || (await readConfig(configOf(dockerConfig))).currentContext;
  if (typeof name !== 'string' || name === '' || name === 'default') {
    const leadsTo = await realpath(defaultSocket).catch(() => undefined);
    const isPier =
      leadsTo !== undefined && leadsTo === (await realpath(dockerSocket).catch(() => dockerSocket));
    return { reason: 'default', name: 'default', host: `unix://${defaultSocket}`, isPier };
  }
  const host = (await readContext(dockerConfig, name))?.host;
  return { reason: 'context', name, host, isPier: host === ours };
}

/** A file that is not there is empty. */
async function readConfig(path: string): Promise<Record<string, unknown>> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return {};
    throw invalid(path, `it cannot be read: ${message}`, 'Make it readable for you.');
  }
  try {
    const config: unknown = JSON.parse(text);
    if (typeof config === 'object' && config !== null && !Array.isArray(config)) {
      return config as Record<string, unknown>;
    }
  } catch {
    // Told below.
  }
  throw invalid(path, 'it is no JSON object', 'Correct it by hand: Pier does not write over it.');
}

function invalid(path: string, cause: string, hint: string): AppError {
  return new AppError('docker_config_invalid', `Read '${path}': ${cause}.`, hint);
}
