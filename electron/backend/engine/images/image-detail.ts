import type { ImageDetail, ImageHistoryEntry } from '../../../../shared/contract/images.ts';
import type { Engine } from '../engine.ts';
import type { ApiHistoryEntry, ApiImageDetail } from '../engine-api.ts';
import { realDigests } from './image-list.ts';
import { imagePath, shortId } from './image-path.ts';

/** @throws AppError `image_not_found` and others */
export async function imageDetail(engine: Engine, id: string, signal: AbortSignal): Promise<ImageDetail> {
  const image = await engine.use({ verb: 'inspect', operand: shortId(id) }, (client) =>
    client.json<ApiImageDetail>({ path: imagePath(id, '/json'), signal }),
  );
  const config = image.Config ?? {};
  return {
    id: image.Id,
    tags: (image.RepoTags ?? []).filter((tag) => tag !== '<none>:<none>'),
    digests: realDigests(image.RepoDigests),
    sizeBytes: image.Size,
    createdAt: millisecondsOf(image.Created),
    platform: [image.Os, image.Architecture, image.Variant].filter(Boolean).join('/'),
    layerCount: image.RootFS?.Layers?.length ?? 0,
    command: config.Cmd ?? [],
    entrypoint: config.Entrypoint ?? [],
    env: config.Env ?? [],
    exposedPorts: Object.keys(config.ExposedPorts ?? {}).sort(),
    volumes: Object.keys(config.Volumes ?? {}).sort(),
    labels: config.Labels ?? {},
    workingDir: config.WorkingDir ?? '',
    user: config.User ?? '',
    author: image.Author ?? '',
    raw: image,
  };
}

/** The newest first. @throws AppError `image_not_found` and others */
export async function imageHistory(
  engine: Engine,
  id: string,
  signal: AbortSignal,
): Promise<ImageHistoryEntry[]> {
  const history = await engine.use({ verb: 'read the history of', operand: shortId(id) }, (client) =>
    client.json<ApiHistoryEntry[]>({ path: imagePath(id, '/history'), signal }),
  );
  return history.map((entry) => ({
    createdAt: Math.max(0, entry.Created * 1000),
    createdBy: entry.CreatedBy,
    comment: entry.Comment,
    sizeBytes: entry.Size,
    tags: entry.Tags ?? [],
  }));
}

/** Go's zero time, which is before the epoch, is no time. */
function millisecondsOf(time: string | undefined): number {
  const milliseconds = Date.parse(time ?? '');
  return Number.isFinite(milliseconds) ? Math.max(0, milliseconds) : 0;
}
