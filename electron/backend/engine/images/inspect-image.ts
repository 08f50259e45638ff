import type { ApiImageDetail } from '../engine-api.ts';
import type { EngineClient } from '../engine-client.ts';
import { EngineHttpError } from '../engine-errors.ts';
import { imagePath } from './image-path.ts';

/** undefined where the engine has none of that name. */
export async function inspectImage(
  client: EngineClient,
  name: string,
  signal?: AbortSignal,
): Promise<ApiImageDetail | undefined> {
  try {
    return await client.json<ApiImageDetail>({ path: imagePath(name, '/json'), signal });
  } catch (error) {
    if (error instanceof EngineHttpError && error.status === 404) return undefined;
    throw error;
  }
}
