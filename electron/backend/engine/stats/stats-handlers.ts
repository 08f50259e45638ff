import type { PierHandlers } from '../../../../shared/contract/index.ts';
import type { Engine } from '../engine.ts';
import { containerProcesses } from './container-processes.ts';
import { StatsCollector } from './stats-collector.ts';
import { surveyStats } from './stats-survey.ts';

/** The contract's stats. */
export function statsHandlers(engine: Engine): PierHandlers['stats'] {
  const collector = new StatsCollector({ engine });
  return {
    watch: ({ ids }, { signal }) => collector.watch(ids, signal),
    survey: (_input, { signal }) => surveyStats(engine, signal),
    history: ({ id }) => ({ series: collector.history(id) }),
    follow: ({ id }, { signal }) => collector.follow(id, signal),
    processes: ({ id }, { signal }) => containerProcesses(engine, id, signal),
  };
}
