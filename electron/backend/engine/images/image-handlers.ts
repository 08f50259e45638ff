import type { PierHandlers } from '../../../../shared/contract/index.ts';
import type { EngineServices } from '../engine-handlers.ts';
import { listImages } from '../list-images.ts';
import { imageDetail, imageHistory } from './image-detail.ts';
import { ImageLayers } from './image-layers.ts';
import { liveImages } from './image-list.ts';
import { shortId } from './image-path.ts';
import { pullTask, pushTask } from './registry-tasks.ts';
import { removalPlan, removeImages } from './remove-images.ts';
import { searchImages } from './search-images.ts';
import { tagImage, untagImage } from './tag-image.ts';
import { loadImages, saveImages } from './transfer-images.ts';

/** The contract's images. */
export function imageHandlers(services: EngineServices): PierHandlers['images'] {
  const { engine, tasks } = services;
  const live = liveImages(engine);
  const layers = new ImageLayers(engine);
  return {
    list: (_input, { signal }) => listImages(engine, signal),
    watch: (_input, { signal }) => live.watch(signal),
    sizes: (_input, { signal }) => layers.sizes(signal),
    detail: ({ id }, { signal }) => imageDetail(engine, id, signal),
    history: ({ id }, { signal }) => imageHistory(engine, id, signal),
    pull: (request) => {
      const { reference } = request;
      engine.require({ verb: 'pull', operand: reference });
      return tasks.start({ kind: 'image-pull', title: `Pull ${reference}`, subject: reference }, (task) =>
        pullTask(engine, request, task),
      );
    },
    search: ({ term }, { signal }) => searchImages(engine, term, signal),
    push: ({ name }) => {
      engine.require({ verb: 'push', operand: name });
      return tasks.start({ kind: 'image-push', title: `Push ${name}`, subject: name }, (task) =>
        pushTask(engine, name, task),
      );
    },
    tag: async ({ id, name }) => {
      await tagImage(engine, id, name);
      return {};
    },
    untag: async ({ name }) => {
      await untagImage(engine, name);
      return {};
    },
    removalPlan: (selection, { signal }) => removalPlan(engine, layers, selection, signal),
    remove: (request) => {
      const [first = ''] = request.ids;
      const subject = request.ids.length === 1 ? shortId(first) : `${request.ids.length} images`;
      return tasks.start({ kind: 'image-remove', title: `Remove ${subject}`, subject }, (task) =>
        removeImages(engine, request, task),
      );
    },
    save: ({ names }, { signal }) => saveImages(services, names, signal),
    load: (file) => loadImages(services, file),
  };
}
