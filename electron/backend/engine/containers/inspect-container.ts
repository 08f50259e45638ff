import { containerPath } from '../container-actions.ts';
import type { EngineClient } from '../engine-client.ts';
import { EngineHttpError } from '../engine-errors.ts';
import type { ApiContainerInspect, ApiEngineInfo, ApiImageInspect } from './api-inspect.ts';
import { type OwnSettings, ownSettings } from './own-settings.ts';

export interface InspectedContainer {
  inspect: ApiContainerInspect;
  own: OwnSettings;
  /** The image's name stands for another image by now, or for none. */
  image: 'same' | 'changed' | 'unnamed';
}

export function inspectContainer(client: EngineClient, id: string): Promise<ApiContainerInspect> {
  return client.json<ApiContainerInspect>({ path: containerPath(id, '/json') });
}

/** A container with what was given to it. @throws EngineHttpError 404 where there is none. */
export async function readContainer(client: EngineClient, id: string): Promise<InspectedContainer> {
  const [inspect, info] = await Promise.all([
    inspectContainer(client, id),
    client.json<ApiEngineInfo>({ path: '/info' }),
  ]);
  const [image, named] = await Promise.all([
    findImage(client, inspect.Image),
    inspect.Config.Image ? findImage(client, inspect.Config.Image) : undefined,
  ]);
  return {
    inspect,
    own: ownSettings(inspect, image, info),
    image: named ? (named.Id === inspect.Image ? 'same' : 'changed') : 'unnamed',
  };
}

async function findImage(client: EngineClient, name: string): Promise<ApiImageInspect | undefined> {
  try {
    // Slashes and colons of a reference belong to the path as they are.
    return await client.json<ApiImageInspect>({ path: `/images/${encodeURI(name)}/json` });
  } catch (error) {
    if (error instanceof EngineHttpError && error.status === 404) return undefined;
    throw error;
  }
}

/** Whether an image is there under this name or id. */
export async function imageExists(client: EngineClient, name: string): Promise<boolean> {
  return (await findImage(client, name)) !== undefined;
}

/** True where its processes exist. */
export function isActive({ State: state }: ApiContainerInspect): boolean {
  return state.Running || state.Paused || state.Restarting;
}
