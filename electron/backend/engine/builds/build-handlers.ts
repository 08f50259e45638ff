import type { PierHandlers } from '../../../../shared/contract/index.ts';
import type { EngineServices } from '../engine-handlers.ts';
import type { Buildx } from './buildkit/buildx.ts';
import { Builds } from './builds.ts';

/** The contract's builds. */
export function buildHandlers({
  engine,
  tasks,
  buildx,
}: EngineServices & { buildx: Buildx }): PierHandlers['builds'] {
  const builds = new Builds({ engine, tasks, buildx });
  return {
    start: (request) => builds.start(request),
    watch: ({ taskId }, { signal }) => builds.watch(taskId, signal),
  };
}
