import type { EngineEndpoint } from '../../../vm/drivers/driver.ts';

/** Where the engine is now. The supervisor is one; a test can be one. */
export interface EngineSource {
  /** undefined while no engine answers. */
  current(): EngineEndpoint | undefined;
  /** True while an engine is on its way: a start, a restart after a crash. Callers may wait for it. */
  expected(): boolean;
  /**
   * Called before each request: an engine that sleeps is woken, and one that is asked does not fall asleep.
   * @throws AppError engine_unreachable where a person paused it
   */
  ready?(): Promise<void>;
  /** Called for what passes on a connection that is open: the same as ready(), for who does not wait. */
  touch?(): void;
  /** Whether the engine is paused: who can wait until somebody needs it does. */
  sleeps?(): boolean;
  /** Called after each change of `current()`, `expected()` or `sleeps()`. */
  onChange(listener: () => void): () => void;
}
