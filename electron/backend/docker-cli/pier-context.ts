import { readFile } from 'node:fs/promises';
import { dockerHostOf } from '../../../vm/socket-address.ts';
import { configOf, type DockerCliSettings } from './docker-cli-settings.ts';
import { contextPath, isDead, PIER_CONTEXT, pierContext, readContext } from './docker-contexts.ts';

/**
 * Makes the docker command's context of this Pier, unless there is one that leads to another Pier.
 * @returns whether it is there and leads here @throws what the disk refuses
 */
export async function offerPierContext(
  settings: DockerCliSettings,
  dockerConfig: string,
  dockerSocket: string,
): Promise<boolean> {
  const found = await readContext(dockerConfig, PIER_CONTEXT);
  if (found?.host === dockerHostOf(dockerSocket)) return true;
  if (found && !(await isDead(found))) return false;
  await settings.makeFile(contextPath(dockerConfig, PIER_CONTEXT), pierContext(dockerSocket));
  return true;
}

/** Makes it, whatever is there, and has the docker command use it. @throws as DockerCliSettings */
export async function switchToPier(
  settings: DockerCliSettings,
  dockerConfig: string,
  dockerSocket: string,
): Promise<void> {
  const path = contextPath(dockerConfig, PIER_CONTEXT);
  const text = pierContext(dockerSocket);
  // What cannot be changed is told before anything is made.
  await settings.check(configOf(dockerConfig));
  if ((await readFile(path, 'utf8').catch(() => undefined)) !== text) await settings.makeFile(path, text);
  await settings.setMember(configOf(dockerConfig), 'currentContext', PIER_CONTEXT);
}
