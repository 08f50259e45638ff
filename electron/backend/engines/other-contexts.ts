import { realpath } from 'node:fs/promises';
import { AppError } from '../../../shared/errors.ts';
import { type DockerContext, readDockerContexts } from './docker-contexts.ts';

/**
 * The docker contexts that lead elsewhere than to Pier's own socket: those that do are Pier's own engine, by another
 * name. Never rejects.
 */
export async function otherContexts(env: NodeJS.ProcessEnv, ownSocket: string): Promise<DockerContext[]> {
  const own = await placeOf(ownSocket);
  const contexts = await readDockerContexts(env);
  const places = await Promise.all(
    contexts.map(({ target }) =>
      target instanceof AppError || target.kind !== 'unix' ? undefined : placeOf(target.path),
    ),
  );
  return contexts.filter((_context, index) => places[index] !== own);
}

/** Links lead there as well. */
function placeOf(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}
