import { containerPath } from './container-actions.ts';
import type { Engine } from './engine.ts';
import { ANSWER_TIMEOUT_MS } from './follow-engine.ts';

/** The engine's answer as it is. @throws AppError `container_not_found` and others. */
export function inspectContainer(
  engine: Engine,
  id: string,
  signal: AbortSignal,
): Promise<Record<string, unknown>> {
  return engine.use({ verb: 'inspect', operand: engine.nameOf(id) }, (client) =>
    client.json({ path: containerPath(id, '/json'), timeoutMs: ANSWER_TIMEOUT_MS, signal }),
  );
}
