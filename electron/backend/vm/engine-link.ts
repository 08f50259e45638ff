import type { EngineEndpoint } from '../../../vm/drivers/driver.ts';
import { Emitter } from '../../../vm/emitter.ts';
import type { EngineSource } from '../engine/engine-source.ts';

/** The engine's whereabouts as the supervisor tells them; listeners hear of changes only. */
export class EngineLink implements EngineSource {
  readonly #changes = new Emitter<void>();
  #endpoint: EngineEndpoint | undefined;
  #expected = false;
  #sleeps = false;
  #usedAt = 0;
  readonly #wake: () => Promise<void> | undefined;

  /** @param wake brings an engine that is paused to where it answers; undefined where it is not */
  constructor(wake: () => Promise<void> | undefined) {
    this.#wake = wake;
  }

  /** When the engine was used last, milliseconds since the epoch. */
  get usedAt(): number {
    return this.#usedAt;
  }

  sleeps(): boolean {
    return this.#sleeps;
  }

  async ready(): Promise<void> {
    this.#usedAt = Date.now();
    await this.#wake();
  }

  touch(): void {
    this.#usedAt = Date.now();
    this.#wake()?.catch(() => {});
  }

  current(): EngineEndpoint | undefined {
    return this.#endpoint;
  }

  expected(): boolean {
    return this.#expected;
  }

  onChange(listener: () => void): () => void {
    return this.#changes.on(listener);
  }

  set(endpoint: EngineEndpoint | undefined, expected: boolean, sleeps = false): void {
    if (endpoint === this.#endpoint && expected === this.#expected && sleeps === this.#sleeps) return;
    this.#endpoint = endpoint;
    this.#expected = expected;
    this.#sleeps = sleeps;
    this.#changes.emit();
  }
}
