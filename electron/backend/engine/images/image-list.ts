import type { ImageItem } from '../../../../shared/contract/images.ts';
import type { Engine } from '../engine.ts';
import type { ApiContainer, ApiImage } from '../engine-api.ts';
import type { EngineClient } from '../engine-client.ts';
import { WITHOUT_EFFECT } from '../engine-event.ts';
import { isHelper } from '../helpers/helper-label.ts';
import { toImageSummary } from '../list-images.ts';
import type { LiveList } from '../live-list.ts';

/** Some images carry whole documents in their labels; a list needs the beginnings. */
const LABEL_LENGTH = 200;
const LABELS_KEPT = 50;

/** What happens to containers, and does not change which image they are made of. */
const IGNORED = new Set([
  // A commit makes an image.
  ...[...WITHOUT_EFFECT].filter((action) => action !== 'commit'),
  ...[
    'die',
    'health_status',
    'kill',
    'oom',
    'pause',
    'rename',
    'restart',
    'start',
    'stop',
    'unpause',
    'update',
  ],
]);

/** The images of an engine and which containers are made of them, as they change. */
export function liveImages(engine: Engine): LiveList<ImageItem> {
  return engine.liveList({
    subject: 'images',
    eventTypes: ['image', 'container'],
    ignoredActions: IGNORED,
    fetch: readImages,
  });
}

/** Newest first; of one moment by their ids, so that the order stays. */
async function readImages(client: EngineClient, signal: AbortSignal): Promise<ImageItem[]> {
  const [images, containers] = await Promise.all([
    client.json<ApiImage[]>({ path: '/images/json', query: { digests: true }, signal }),
    client.json<ApiContainer[]>({ path: '/containers/json', query: { all: true }, signal }),
  ]);
  const users = new Map<string, string[]>();
  for (const { Id, ImageID, Labels } of containers) {
    if (!isHelper(Labels)) users.set(ImageID, [...(users.get(ImageID) ?? []), Id]);
  }
  return images
    .filter(({ Labels }) => !isHelper(Labels))
    .map((image) => toImageItem(image, users.get(image.Id) ?? []))
    .sort((a, b) => b.createdAt - a.createdAt || (a.id < b.id ? -1 : 1));
}

export function toImageItem(image: ApiImage, usedBy: string[]): ImageItem {
  const labels = Object.entries(image.Labels ?? {}).slice(0, LABELS_KEPT);
  return {
    ...toImageSummary(image),
    digests: realDigests(image.RepoDigests),
    labels: Object.fromEntries(labels.map(([name, value]) => [clip(name), clip(value)])),
    usedBy: usedBy.sort(),
  };
}

/** "<none>@<none>" is the engine's word for an image without a name. */
export function realDigests(digests: string[] | null): string[] {
  return (digests ?? []).filter((digest) => !digest.startsWith('<none>'));
}

function clip(text: string): string {
  return text.length > LABEL_LENGTH ? `${text.slice(0, LABEL_LENGTH - 1)}…` : text;
}
