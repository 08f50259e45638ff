import { useCallback, useState } from 'react';
import type { AllLogsItem } from '../../../shared/contract/logs.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { usePier } from '../../store/store.ts';
import { entriesBatch, sinceNewest } from '../logs/log-follower.ts';
import { type Log, type LogSource, useLog } from '../logs/use-log.ts';

export type AllLogsState = Omit<Extract<AllLogsItem, { kind: 'state' }>, 'kind'>;

/** The logs of the containers and projects with these names, or of all, for as long as they are shown. */
export function useAllLogs(
  containers: readonly string[],
  projects: readonly string[],
): { log: Log; state: AllLogsState | undefined } {
  const connection = useConnection();
  const connected = usePier((store) => store.connection.kind === 'open');
  const [state, setState] = useState<AllLogsState>();
  // By their names, not by the arrays, which are new with each address.
  const chosen = JSON.stringify({ containers, projects });
  const open = useCallback<LogSource>(
    async function* (signal, store) {
      const input = { ...JSON.parse(chosen), ...sinceNewest(store) };
      // Another stream counts its sources from 0 again.
      const base = store.sources.length;
      for await (const item of connection.client().logs.all(input, { signal })) {
        if (item.kind === 'sources') store.sources.push(...item.sources);
        else if (item.kind === 'lines') yield { batch: item.lines, sources: item.sources, base };
        else {
          setState(item);
          // Open, if without a line.
          if (item.state === 'live') yield { batch: entriesBatch([]) };
        }
      }
    },
    [connection, chosen],
  );
  const log = useLog(open, { occasion: String(connected), goesOn: connected, resumes: true });
  return { log, state };
}
