import { z } from 'zod';
import { procedure, stream } from './define.ts';
import { imageName, imageReference, platform } from './image-reference.ts';
import { startedTask } from './tasks.ts';

export const imageSummary = z.object({
  id: z.string(),
  /** `repository:tag`, none for a dangling image. */
  tags: z.array(z.string()),
  sizeBytes: z.number(),
  /** Milliseconds since the epoch. */
  createdAt: z.number(),
});

/** An image as the list of images shows it. Without tags it is dangling. */
export const imageItem = imageSummary.extend({
  /** `repository@sha256:…`, where it came from a registry or went to one. */
  digests: z.array(z.string()),
  /** Long values are cut. */
  labels: z.record(z.string(), z.string()),
  /** Ids of the containers made of it, the stopped ones as well. */
  usedBy: z.array(z.string()),
});

export const imagesUpdate = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('snapshot'), items: z.array(imageItem) }),
  z.object({ kind: z.literal('disconnected') }),
]);

export const imageSizes = z.object({
  /** What all images take together: a layer that several share counts once. */
  totalBytes: z.number(),
  images: z.array(
    z.object({
      id: z.string(),
      /** Of layers that another image has as well. */
      sharedBytes: z.number(),
      /** Of layers that only this image has. */
      uniqueBytes: z.number(),
    }),
  ),
});

/** What is to be removed: images, all that have no tag, or all that no container uses. */
export const imageSelection = z.discriminatedUnion('which', [
  z.object({ which: z.literal('these'), ids: z.array(z.string().min(1)).min(1).max(5000) }),
  z.object({ which: z.literal('dangling') }),
  z.object({ which: z.literal('unused') }),
]);

export const imageRemovalPlan = z.object({
  images: z.array(
    imageSummary.extend({
      usedBy: z.array(z.object({ id: z.string(), name: z.string(), running: z.boolean() })),
    }),
  ),
  /** The space to be gained: of layers that neither another image nor a container needs. */
  gainBytes: z.number(),
});

export const imageHistoryEntry = z.object({
  /** Milliseconds since the epoch. */
  createdAt: z.number(),
  createdBy: z.string(),
  comment: z.string(),
  sizeBytes: z.number(),
  tags: z.array(z.string()),
});

export const imageDetail = imageSummary.extend({
  digests: z.array(z.string()),
  platform: z.string(),
  layerCount: z.number(),
  command: z.array(z.string()),
  entrypoint: z.array(z.string()),
  env: z.array(z.string()),
  exposedPorts: z.array(z.string()),
  volumes: z.array(z.string()),
  labels: z.record(z.string(), z.string()),
  workingDir: z.string(),
  user: z.string(),
  author: z.string(),
  /** The engine's own answer. */
  raw: z.unknown(),
});

/** What Docker Hub finds. Untrusted text. */
export const foundImage = z.object({
  name: z.string(),
  description: z.string(),
  stars: z.number(),
  /** Of Docker's own choosing. */
  official: z.boolean(),
});

const imageId = z.object({ id: z.string().min(1) });

export const imagesContract = {
  list: procedure({ input: z.object({}), output: z.array(imageSummary) }),
  /** The list, newest first, then each changed one. */
  watch: stream({ input: z.object({}), item: imagesUpdate }),
  /** Takes a moment where there are many: the engine is asked for the layers of each image it has not told before. */
  sizes: procedure({ input: z.object({}), output: imageSizes }),
  detail: procedure({ input: imageId, output: imageDetail }),
  /** The newest first. */
  history: procedure({ input: imageId, output: z.array(imageHistoryEntry) }),
  pull: procedure({
    input: z.object({ reference: imageReference, platform: platform.optional() }),
    output: startedTask,
  }),
  /** Asks Docker Hub, through the engine. @throws AppError `registry_failed` where it cannot be reached */
  search: procedure({
    input: z.object({ term: z.string().trim().min(1).max(200) }),
    output: z.array(foundImage),
  }),
  push: procedure({ input: z.object({ name: imageName }), output: startedTask }),
  /** Gives an image one more name, taking it from the image that has it. */
  tag: procedure({ input: imageId.extend({ name: imageName }), output: z.object({}) }),
  /** Takes one of several names from an image. Its last one goes only with the image. */
  untag: procedure({ input: z.object({ name: imageName }), output: z.object({}) }),
  /** What removing would take along, and gain. */
  removalPlan: procedure({ input: imageSelection, output: imageRemovalPlan }),
  /** Removes exactly these, with all their names. `force` also those that stopped containers are made of. */
  remove: procedure({
    input: z.object({
      ids: z.array(z.string().min(1)).min(1).max(5000),
      force: z.boolean().default(false),
    }),
    output: startedTask,
  }),
  /** Where a tar of these images can be downloaded, once: names keep their tags, ids have none. */
  save: procedure({
    input: z.object({ names: z.array(z.string().min(1)).min(1).max(200) }),
    output: z.object({ url: z.string() }),
    roles: ['ui', 'web'],
  }),
  /** Where a tar can be sent to, and the task that reads it. */
  load: procedure({
    input: z.object({ fileName: z.string(), sizeBytes: z.number().int().min(0) }),
    output: startedTask.extend({ url: z.string() }),
    roles: ['ui', 'web'],
  }),
};

export type FoundImage = z.infer<typeof foundImage>;
export type ImageSummary = z.infer<typeof imageSummary>;
export type ImageItem = z.infer<typeof imageItem>;
export type ImagesUpdate = z.infer<typeof imagesUpdate>;
export type ImageSizes = z.infer<typeof imageSizes>;
export type ImageSelection = z.infer<typeof imageSelection>;
export type ImageRemovalPlan = z.infer<typeof imageRemovalPlan>;
export type ImageHistoryEntry = z.infer<typeof imageHistoryEntry>;
export type ImageDetail = z.infer<typeof imageDetail>;
