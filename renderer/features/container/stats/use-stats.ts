import { useState } from 'react';
import type { StatsState } from '../../../../shared/contract/stats.ts';
import { type Live, useLive } from '../../../store/use-live.ts';
import { StatsRecord } from './stats-record.ts';

export interface StatsView {
  state: StatsState;
  cpus: number | undefined;
  hasNetwork: boolean | undefined;
  /** The same object for as long as the view is shown: `version` says that it has more. */
  record: StatsRecord;
  version: number;
}

/** Measures a container for as long as the component is shown. What is known stays when the container goes. */
export function useStats(id: string): Live<StatsView> {
  const [record] = useState(() => new StatsRecord());
  return useLive<StatsView>(
    async function* (client, signal) {
      let version = 0;
      for await (const { state, cpus, hasNetwork, series } of client.stats.follow({ id }, { signal })) {
        record.add(series);
        version += 1;
        yield { state, cpus, hasNetwork, record, version };
        // It does not come back: asking again would only be told so again.
        if (state === 'gone') await new Promise((resolve) => signal.addEventListener('abort', resolve));
      }
    },
    [id, record],
  );
}
