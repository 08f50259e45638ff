import type { EngineAbout, EngineLack } from '../../../shared/contract/engines.ts';
import { Emitter } from '../../../vm/emitter.ts';
import type { Engine } from '../engine/engine.ts';
import type { EngineClient } from '../engine/engine-client.ts';
import type { Logger } from '../log/logger.ts';
import type { Supervisor } from '../vm/supervisor.ts';
import { type ApiInfo, type ApiVersion, type EngineFacts, lacksOfEngine } from './engine-lacks.ts';

/** Facts that are asked for beside what somebody waits for, in milliseconds. */
const ANSWER_MS = 15_000;

/** What one engine is and lacks. It is asked once for each time it begins to answer, and only where somebody looks. */
export class EngineAboutReader {
  readonly #supervisor: Pick<Supervisor, 'status' | 'onChange'>;
  readonly #engine: Pick<Engine, 'client'>;
  readonly #lacksOfPlace: readonly EngineLack[];
  readonly #log: Logger;
  readonly #changes = new Emitter<void>();
  readonly #off: () => void;
  #facts: EngineFacts | undefined;
  /** The one that was asked last. */
  #asked: EngineClient | undefined;

  constructor(options: {
    supervisor: Pick<Supervisor, 'status' | 'onChange'>;
    engine: Pick<Engine, 'client'>;
    lacksOfPlace: readonly EngineLack[];
    log: Logger;
  }) {
    this.#supervisor = options.supervisor;
    this.#engine = options.engine;
    this.#lacksOfPlace = options.lacksOfPlace;
    this.#log = options.log;
    this.#off = options.supervisor.onChange(() => this.#changes.emit());
  }

  /** Called when current() has changed. */
  onChange(listener: () => void): () => void {
    return this.#changes.on(listener);
  }

  /** What is known now; what is not yet is asked for. */
  current(): EngineAbout {
    const { state, engineVersion } = this.#supervisor.status();
    const client = state.kind === 'running' ? this.#engine.client : undefined;
    if (client && client !== this.#asked) void this.#ask(client);
    const { version, info } = this.#facts ?? {};
    const known = version?.Version ?? engineVersion;
    return {
      state,
      ...(known && { version: known }),
      ...(version?.ApiVersion && { apiVersion: version.ApiVersion }),
      ...(info?.OperatingSystem && { operatingSystem: info.OperatingSystem }),
      ...(info?.Architecture && { architecture: info.Architecture }),
      ...(info?.Name && { hostName: info.Name }),
      lacks: [...this.#lacksOfPlace, ...(this.#facts ? lacksOfEngine(this.#facts) : [])],
    };
  }

  dispose(): void {
    this.#off();
    this.#changes.clear();
  }

  async #ask(client: EngineClient): Promise<void> {
    this.#asked = client;
    try {
      const ask = <T>(path: string) => client.json<T>({ path, timeoutMs: ANSWER_MS });
      const [version, info] = await Promise.all([ask<ApiVersion>('/version'), ask<ApiInfo>('/info')]);
      if (client !== this.#asked) return;
      this.#facts = { version: version ?? {}, info: info ?? {} };
      this.#changes.emit();
    } catch (error) {
      // An engine that does not tell is shown all the same.
      this.#log.debug('An engine did not tell what it is.', { error: String(error) });
    }
  }
}
