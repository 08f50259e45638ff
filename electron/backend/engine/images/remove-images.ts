import type { ImageRemovalPlan, ImageSelection } from '../../../../shared/contract/images.ts';
import { AppError, toAppError } from '../../../../shared/errors.ts';
import type { TaskHandle, TaskOutcome } from '../../tasks/task-registry.ts';
import type { Engine } from '../engine.ts';
import type { ApiContainer, ApiImage } from '../engine-api.ts';
import type { EngineClient } from '../engine-client.ts';
import { toImageSummary } from '../list-images.ts';
import type { ImageLayers } from './image-layers.ts';
import { imagePath, imageTitle, shortId } from './image-path.ts';

interface User {
  id: string;
  name: string;
  running: boolean;
}

/** What the engine has: its images, and which containers are made of each. */
interface Stock {
  images: ApiImage[];
  users: Map<string, User[]>;
}

/**
 * What a removal would take along, and the space it gains. Pruning is removing exactly what was shown: the engine's
 * own prune would also take what became unused meanwhile, and names of images that are in use.
 */
export async function removalPlan(
  engine: Engine,
  layers: ImageLayers,
  selection: ImageSelection,
  signal: AbortSignal,
): Promise<ImageRemovalPlan> {
  return engine.use({ verb: 'look up what is to be removed of', operand: 'images' }, async (client) => {
    const { images, users } = await readStock(client, signal);
    const wanted = new Set(selection.which === 'these' ? selection.ids : []);
    const chosen = images.filter((image) => {
      if (selection.which === 'these') return wanted.has(image.Id);
      const isDangling = toImageSummary(image).tags.length === 0;
      return !users.has(image.Id) && (selection.which === 'unused' || isDangling);
    });
    const gainBytes = await layers.gain(client, {
      images,
      ids: new Set(chosen.map(({ Id }) => Id)),
      used: new Set(users.keys()),
      signal,
    });
    return {
      images: chosen.map((image) => ({ ...toImageSummary(image), usedBy: users.get(image.Id) ?? [] })),
      gainBytes,
    };
  });
}

/**
 * Removes images with all their names, one after the other. What cannot be removed is left whole and told at the end;
 * the others go. @throws AppError of the one that failed, or `image_in_use` that names all that did
 */
export async function removeImages(
  engine: Engine,
  request: { ids: string[]; force: boolean },
  task: TaskHandle,
): Promise<TaskOutcome> {
  const { images, users } = await engine.use({ verb: 'list', operand: 'images' }, (client) =>
    readStock(client, task.signal),
  );
  const byId = new Map(images.map((image) => [image.Id, image]));
  // What is built on an image is younger than it, and has to go first.
  const ids = [...new Set(request.ids)].sort(
    (a, b) => (byId.get(b)?.Created ?? 0) - (byId.get(a)?.Created ?? 0),
  );
  const titles = new Map(ids.map((id) => [id, titleOf(id, byId.get(id))]));
  for (const id of ids) task.item({ id, label: titles.get(id) ?? id, status: 'Waiting' });
  let failures: { id: string; title: string; error: AppError }[] = [];
  let left = ids;
  let removed = 0;
  for (;;) {
    const before = removed;
    failures = [];
    for (const id of left) {
      task.signal.throwIfAborted();
      const title = titles.get(id) ?? id;
      try {
        const what = { id, title, image: byId.get(id), users: users.get(id) ?? [] };
        await removeImage(engine, what, request.force);
        removed += 1;
        task.item({ id, label: title, status: 'Removed' });
      } catch (thrown) {
        const error = toAppError(thrown);
        failures.push({ id, title, error });
        task.item({ id, label: title, status: error.message });
      }
      task.report({ status: `${removed} of ${ids.length} removed` });
    }
    // Those of one second have no order: what was in the way of one may be gone now.
    if (failures.length === 0 || removed === before) break;
    left = failures.map(({ id }) => id);
  }
  const [first] = failures;
  if (first && failures.length === 1) throw first.error;
  if (first) {
    const names = failures.map((failure) => `'${failure.title}'`).join(', ');
    throw new AppError(
      first.error.code,
      `Cannot remove ${failures.length} of ${ids.length} images: ${names}. The first: ${first.error.message}`,
      first.error.hint,
    );
  }
  return { status: ids.length === 1 ? 'Removed' : `${removed} images removed` };
}

async function removeImage(
  engine: Engine,
  { id, title, image, users }: { id: string; title: string; image: ApiImage | undefined; users: User[] },
  force: boolean,
): Promise<void> {
  // Asked before anything is done: the engine would take names from it before it refuses.
  const running = users.find((user) => user.running);
  if (running) {
    throw new AppError(
      'image_in_use',
      `Cannot remove '${title}': the running container '${running.name}' is made of it.`,
      'Remove the container first.',
    );
  }
  const [user] = users;
  if (user && !force) {
    throw new AppError(
      'image_in_use',
      `Cannot remove '${title}': the container '${user.name}' is made of it.`,
      'Remove the container first, or remove the image by force: the container stays.',
    );
  }
  // The engine calls it force where an image has names in several repositories.
  const names = image ? toImageSummary(image).tags.length + (image.RepoDigests ?? []).length : 1;
  await engine.use({ verb: 'remove', operand: title }, (client) =>
    client.json({ method: 'DELETE', path: imagePath(id), query: { force: force || names > 1 } }),
  );
}

async function readStock(client: EngineClient, signal: AbortSignal): Promise<Stock> {
  const [images, containers] = await Promise.all([
    client.json<ApiImage[]>({ path: '/images/json', query: { digests: true }, signal }),
    client.json<ApiContainer[]>({ path: '/containers/json', query: { all: true }, signal }),
  ]);
  const users = new Map<string, User[]>();
  for (const { Id, Names, ImageID, State } of containers) {
    const name = Names?.[0]?.replace(/^\//, '') ?? Id.slice(0, 12);
    const running = State === 'running' || State === 'paused' || State === 'restarting';
    users.set(ImageID, [...(users.get(ImageID) ?? []), { id: Id, name, running }]);
  }
  return { images, users };
}

function titleOf(id: string, image: ApiImage | undefined): string {
  return image ? imageTitle(id, toImageSummary(image).tags) : shortId(id);
}
