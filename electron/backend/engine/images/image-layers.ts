import { createHash } from 'node:crypto';
import type { ImageSizes } from '../../../../shared/contract/images.ts';
import type { Engine } from '../engine.ts';
import type { ApiHistoryEntry, ApiImage, ApiImageDetail } from '../engine-api.ts';
import type { EngineClient } from '../engine-client.ts';
import { EngineHttpError } from '../engine-errors.ts';
import { imagePath } from './image-path.ts';
import { layerSizes } from './layer-sizes.ts';

/** How many images the engine is asked about at once. */
const AT_ONCE = 4;

/** A layer in its place: the same files on another base are another one. */
interface Layer {
  key: string;
  sizeBytes: number;
}

/**
 * Which layers the images have: what is shared, and what removing some of them gains. An image never changes, so each
 * is asked about once. The engine's own count (/system/df) takes seconds to minutes and tells less.
 */
export class ImageLayers {
  readonly #engine: Engine;
  readonly #known = new Map<string, Layer[]>();

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  async sizes(signal: AbortSignal): Promise<ImageSizes> {
    return this.#engine.use({ verb: 'measure', operand: 'images' }, async (client) => {
      const images = await client.json<ApiImage[]>({ path: '/images/json', signal });
      const layers = await this.#read(client, images, signal);
      const users = new Map<string, number>();
      let totalBytes = 0;
      for (const { key, sizeBytes } of [...layers.values()].flat()) {
        if (!users.has(key)) totalBytes += sizeBytes;
        users.set(key, (users.get(key) ?? 0) + 1);
      }
      const sum = (id: string, shared: boolean) =>
        (layers.get(id) ?? [])
          .filter(({ key }) => (users.get(key) ?? 0) > 1 === shared)
          .reduce((bytes, { sizeBytes }) => bytes + sizeBytes, 0);
      return {
        totalBytes,
        images: [...layers.keys()].map((id) => ({
          id,
          sharedBytes: sum(id, true),
          uniqueBytes: sum(id, false),
        })),
      };
    });
  }

  /**
   * What is gained by removing `ids`: their layers which no image that stays has, and no container is made of.
   * @param images all there are
   * @param used ids of the images that containers are made of
   */
  async gain(
    client: EngineClient,
    options: { images: ApiImage[]; ids: ReadonlySet<string>; used: ReadonlySet<string>; signal: AbortSignal },
  ): Promise<number> {
    const layers = await this.#read(client, options.images, options.signal);
    const kept = new Set<string>();
    const going = new Map<string, number>();
    for (const [id, ofImage] of layers) {
      const goes = options.ids.has(id) && !options.used.has(id);
      for (const { key, sizeBytes } of ofImage) {
        if (goes) going.set(key, sizeBytes);
        else kept.add(key);
      }
    }
    let bytes = 0;
    for (const [key, sizeBytes] of going) if (!kept.has(key)) bytes += sizeBytes;
    return bytes;
  }

  /** Those that vanish meanwhile are left out. */
  async #read(client: EngineClient, images: ApiImage[], signal: AbortSignal): Promise<Map<string, Layer[]>> {
    const ids = new Set(images.map(({ Id }) => Id));
    for (const id of [...this.#known.keys()]) if (!ids.has(id)) this.#known.delete(id);
    const missing = [...ids].filter((id) => !this.#known.has(id));
    const work = async () => {
      for (let id = missing.pop(); id !== undefined; id = missing.pop()) {
        const layers = await readLayers(client, id, signal);
        if (layers) this.#known.set(id, layers);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return new Map(this.#known);
  }
}

async function readLayers(
  client: EngineClient,
  id: string,
  signal: AbortSignal,
): Promise<Layer[] | undefined> {
  try {
    const detail = await client.json<ApiImageDetail>({ path: imagePath(id, '/json'), signal });
    const history = await client.json<ApiHistoryEntry[]>({ path: imagePath(id, '/history'), signal });
    const diffIds = detail.RootFS?.Layers ?? [];
    const sizes = layerSizes(diffIds, history);
    let key = '';
    return diffIds.map((diffId, index) => {
      key = createHash('sha256').update(`${key} ${diffId}`).digest('base64url');
      return { key, sizeBytes: sizes[index] ?? 0 };
    });
  } catch (error) {
    if (error instanceof EngineHttpError && error.status === 404) return undefined;
    throw error;
  }
}
