import type { Engine } from '../engine.ts';

interface ApiDiskUsage {
  Volumes: { Name: string; UsageData?: { Size: number } | null }[] | null;
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
    const { Volumes: volumes } = await this.#engine.use(attempt, (client) =>
      // Engines before API 1.42 do not know the type, and measure everything.
      client.json<ApiDiskUsage>({ path: '/system/df', query: { type: 'volume' } }),
    );
    const sizes = (volumes ?? []).map(
      ({ Name: name, UsageData: usage }) => [name, usage?.Size ?? -1] as const,
    );
    // -1: a driver that cannot tell.
    this.#known = new Map(sizes.filter(([, size]) => size >= 0));
    return this.#known;
  }
}
