import { z } from 'zod';
import { procedure } from './define.ts';
import { startedTask } from './tasks.ts';

/** What happened to a file in a layer. "kept" is there from a layer below. */
export const fileChange = z.enum(['added', 'changed', 'removed', 'kept']);

export const imageLayer = z.object({
  /** 0 is the base. */
  index: z.number(),
  /** The digest of its tar, uncompressed. */
  diffId: z.string(),
  /** The instruction that made it, as the image's history has it. */
  createdBy: z.string(),
  /** Of the files in it. */
  sizeBytes: z.number(),
  added: z.number(),
  changed: z.number(),
  removed: z.number(),
  /** Of files below that this layer replaced or removed: they still take their space. */
  wastedBytes: z.number(),
});

export const wastedFile = z.object({
  path: z.string(),
  /** How many versions of it are never seen. */
  copies: z.number(),
  wastedBytes: z.number(),
});

export const imageAnalysis = z.object({
  layers: z.array(imageLayer),
  /** Of the files of all layers. */
  sizeBytes: z.number(),
  wastedBytes: z.number(),
  /** 0 to 1: the part of all bytes that a container can see. */
  efficiency: z.number(),
  fileCount: z.number(),
  /** The largest first; not all of them. */
  wasted: z.array(wastedFile),
});

export const layerFile = z.object({
  name: z.string(),
  kind: z.enum(['file', 'folder', 'link', 'other']),
  /** Of a folder: "kept" where nothing in it changed, "changed" where something did. */
  change: fileChange,
  /** Of a folder: of all that is shown in it. Of what was removed: what it had. */
  sizeBytes: z.number(),
  /** Like "rwxr-xr-x". */
  mode: z.string(),
  linkTarget: z.string().optional(),
});

const imageId = z.object({ id: z.string().min(1) });

export const imageLayersContract = {
  /** What a former `analyse` found, null where there is none (any more). */
  analysis: procedure({ input: imageId, output: imageAnalysis.nullable() }),
  /** Reads the whole image once. One task an image, however often it is asked for. */
  analyse: procedure({ input: imageId, output: startedTask }),
  /** What is in a folder as one layer shows it, folders first, page by page. */
  files: procedure({
    input: imageId.extend({
      layer: z.number().int().min(0),
      /** Absolute: "/", "/usr/lib". */
      path: z.string(),
      /** Also what the layer left as it was. */
      kept: z.boolean().default(false),
      sort: z.enum(['name', 'size']).default('name'),
      offset: z.number().int().min(0).default(0),
      limit: z.number().int().min(1).max(2000).default(500),
    }),
    output: z.object({ files: z.array(layerFile), total: z.number() }),
  }),
};

export type FileChange = z.infer<typeof fileChange>;
export type ImageLayer = z.infer<typeof imageLayer>;
export type WastedFile = z.infer<typeof wastedFile>;
export type ImageAnalysis = z.infer<typeof imageAnalysis>;
export type LayerFile = z.infer<typeof layerFile>;
