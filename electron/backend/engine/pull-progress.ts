import type { RunProgress } from '../../../shared/contract/containers.ts';
import type { ApiPullProgress } from './engine-api.ts';

type Pulling = Extract<RunProgress, { kind: 'pulling' }>;

/** Adds up the layers of one pull. */
export class PullProgress {
  readonly #image: string;
  readonly #layers = new Map<string, { current: number; total: number }>();
  #status = 'Asking the registry';

  constructor(image: string) {
    this.#image = image;
  }

  add(line: ApiPullProgress): void {
    if (line.status) this.#status = line.status;
    if (!line.id || !line.status) return;
    const layer = this.#layers.get(line.id);
    const { current, total } = line.progressDetail ?? {};
    if (line.status === 'Downloading' && current !== undefined && total !== undefined && total > 0) {
      this.#layers.set(line.id, { current: Math.min(current, total), total });
    } else if (
      layer &&
      /^(Download complete|Verifying Checksum|Extracting|Pull complete)/.test(line.status)
    ) {
      // Extraction counts bytes anew: the download is done, and the bar does not go back.
      layer.current = layer.total;
    }
  }

  get item(): Pulling {
    const layers = [...this.#layers.values()];
    const sum = (of: 'current' | 'total') => layers.reduce((bytes, layer) => bytes + layer[of], 0);
    return {
      kind: 'pulling',
      image: this.#image,
      status: this.#status,
      ...(layers.length > 0 ? { currentBytes: sum('current'), totalBytes: sum('total') } : {}),
    };
  }
}
