import type { EngineEndpoint } from '../../../vm/drivers/driver.ts';
import { Emitter } from '../../../vm/emitter.ts';
import type { EngineSource } from '../engine/engine-source.ts';

/** The engine's whereabouts as the supervisor tells them; listeners hear of changes only. */
export class EngineLink implements EngineSource {
  readonly #changes = new Emitter<void>();
  #endpoint: EngineEndpoint | undefined;
  #expected = false;

  current(): EngineEndpoint | undefined {
    return this.#endpoint;
  }

  expected(): boolean {
    return this.#expected;
  }

  onChange(listener: () => void): () => void {
    return this.#changes.on(listener);
  }

  set(endpoint: EngineEndpoint | undefined, expected: boolean): void {
    if (endpoint === this.#endpoint && expected === this.#expected) return;
    this.#endpoint = endpoint;
    this.#expected = expected;
    this.#changes.emit();
  }
}
