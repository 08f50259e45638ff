import type { ApiPullProgress } from '../engine-api.ts';

/** A layer on its way. */
export interface LayerOnItsWay {
  id: string;
  /** The engine's word: "Downloading", "Already exists". */
  status: string;
  currentBytes?: number;
  totalBytes?: number;
}

/** What moves bytes over the network; extracting counts the same bytes anew. */
const MOVING = /^(Downloading|Pushing)/;
/** From here on a layer's bytes have been moved. */
const MOVED = /^(Download complete|Verifying Checksum|Extracting|Pull complete|Pushed)/;

/** Adds up the layers of one pull or push, of the lines the engine reports. */
export class LayerProgress {
  /** In the order the engine named them first. */
  readonly layers = new Map<string, LayerOnItsWay>();
  readonly #bytes = new Map<string, { current: number; total: number }>();
  status: string;

  constructor(status: string) {
    this.status = status;
  }

  /** Returns the layer that changed, if one did. */
  add({ id, status, progressDetail }: ApiPullProgress): LayerOnItsWay | undefined {
    if (status) this.status = status;
    // "Pulling from library/nginx" has the tag for an id.
    if (!id || !status || /^Pulling from /.test(status)) return undefined;
    const { current, total } = progressDetail ?? {};
    const counts = current !== undefined && total !== undefined && total > 0;
    const bytes = this.#bytes.get(id);
    if (MOVING.test(status)) {
      if (counts) this.#bytes.set(id, { current: Math.min(current, total), total });
    } else if (bytes && MOVED.test(status)) {
      // The bar does not go back.
      bytes.current = bytes.total;
    }
    const layer: LayerOnItsWay = {
      id,
      status,
      ...(counts ? { currentBytes: Math.min(current, total), totalBytes: total } : {}),
    };
    this.layers.set(id, layer);
    return layer;
  }

  /** Over the layers whose sizes are known so far; undefined before the first. */
  get bytes(): { currentBytes: number; totalBytes: number } | undefined {
    if (this.#bytes.size === 0) return undefined;
    let currentBytes = 0;
    let totalBytes = 0;
    for (const { current, total } of this.#bytes.values()) {
      currentBytes += current;
      totalBytes += total;
    }
    return { currentBytes, totalBytes };
  }
}
