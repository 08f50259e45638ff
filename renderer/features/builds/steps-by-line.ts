import type { BuildStep } from '../../../shared/contract/builds.ts';

/** What a person must see first, where several steps are of one line: a build for two platforms. */
const URGENCY: Record<BuildStep['state'], number> = {
  failed: 4,
  running: 3,
  cancelled: 2,
  done: 1,
  cached: 0,
};

/** The steps of a Dockerfile by the first lines of their instructions. */
export function stepsByLine(steps: readonly BuildStep[]): ReadonlyMap<number, BuildStep> {
  const found = new Map<number, BuildStep>();
  for (const step of steps) {
    const line = step.lines?.first;
    if (line === undefined) continue;
    const other = found.get(line);
    if (!other || URGENCY[step.state] >= URGENCY[other.state]) found.set(line, step);
  }
  return found;
}
