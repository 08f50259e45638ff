import type { EngineEndpoint } from '../../../vm/drivers/driver.ts';

/** Where the engine is now. The supervisor is one; a test can be one. */
export interface EngineSource {
  /** undefined while no engine answers. */
  current(): EngineEndpoint | undefined;
  /** True while an engine is on its way: a start, a restart after a crash. Callers may wait for it. */
  expected(): boolean;
  /** Called after each change of `current()` or `expected()`. */
  onChange(listener: () => void): () => void;
}
