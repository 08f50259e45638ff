import type { PierHandlers } from '../../../../shared/contract/index.ts';
import type { EngineServices } from '../engine-handlers.ts';
import { Builds } from './builds.ts';

/** The contract's builds. */
export function buildHandlers({ engine, tasks }: EngineServices): PierHandlers['builds'] {
  const builds = new Builds({ engine, tasks });
  return {
    start: (request) => builds.start(request),
    watch: ({ taskId }, { signal }) => builds.watch(taskId, signal),
  };
}
