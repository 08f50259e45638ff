import type { Engine } from '../engine.ts';

type Measured = { Name: string; UsageData?: { Size: number } | null }[] | null;

export interface ApiDiskUsage {
  Volumes?: Measured;
  /** Since API 1.52, in place of the former. */
  VolumeUsage?: { Items?: Measured } | null;
}

/** Sizes of all volumes, for which the engine walks through all of their files. */
export class VolumeSizes {
  readonly #engine: Engine;
  #known = new Map<string, number>();
  #asked: Promise<Map<string, number>> | undefined;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Whoever asks while the engine is at it gets the same answer. */
  async fetch(): Promise<Map<string, number>> {
    this.#asked ??= this.#ask().finally(() => {
      this.#asked = undefined;
    });
    return this.#asked;
  }

  /** As it was when somebody asked: to tell how far a copy is. */
  lastKnown(name: string): number | undefined {
    return this.#known.get(name);
  }

  async #ask(): Promise<Map<string, number>> {
    const attempt = { verb: 'measure', operand: 'volumes' };
    const usage = await this.#engine.use(attempt, (client) =>
      // Engines before API 1.42 do not know the type, and measure everything.
      client.json<ApiDiskUsage>({ path: '/system/df', query: { type: 'volume' } }),
    );
    this.#known = sizesOf(usage);
    return this.#known;
  }
}

export function sizesOf({ Volumes: volumes, VolumeUsage: usage }: ApiDiskUsage): Map<string, number> {
  const sizes = (volumes ?? usage?.Items ?? []).map(
    ({ Name: name, UsageData: data }) => [name, data?.Size ?? -1] as const,
  );
  // -1: a driver that cannot tell.
  return new Map(sizes.filter(([, size]) => size >= 0));
}
