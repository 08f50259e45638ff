import type { PierHandlers } from '../../../../shared/contract/index.ts';
import type { Engine } from '../engine.ts';
import { containerProcesses } from './container-processes.ts';
import { StatsCollector } from './stats-collector.ts';

/** The contract's stats. */
export function statsHandlers(engine: Engine): PierHandlers['stats'] {
  const collector = new StatsCollector({ engine });
  return {
    watch: ({ ids }, { signal }) => collector.watch(ids, signal),
    history: ({ id }) => ({ series: collector.history(id) }),
    follow: ({ id }, { signal }) => collector.follow(id, signal),
    processes: ({ id }, { signal }) => containerProcesses(engine, id, signal),
  };
}
