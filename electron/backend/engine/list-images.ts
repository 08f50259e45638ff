import type { ImageSummary } from '../../../shared/contract/images.ts';
import type { Engine } from './engine.ts';
import type { ApiImage } from './engine-api.ts';

/** All images, newest first. @throws AppError where the engine does not answer. */
export async function listImages(engine: Engine, signal: AbortSignal): Promise<ImageSummary[]> {
  const images = await engine.use({ verb: 'list', operand: 'images' }, (client) =>
    client.json<ApiImage[]>({ path: '/images/json', signal }),
  );
  return images.map(toImageSummary).sort((a, b) => b.createdAt - a.createdAt);
}

/** "<none>:<none>" is the engine's word for an image without a tag. */
export function toImageSummary(image: ApiImage): ImageSummary {
  return {
    id: image.Id,
    tags: (image.RepoTags ?? []).filter((tag) => tag !== '<none>:<none>'),
    sizeBytes: image.Size,
    createdAt: image.Created * 1000,
  };
}
