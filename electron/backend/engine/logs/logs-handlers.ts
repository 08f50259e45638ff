import type { PierHandlers } from '../../../../shared/contract/index.ts';
import type { EngineServices } from '../engine-handlers.ts';
import { allLogs } from './all-logs.ts';
import { offerLogFile } from './log-file.ts';

/** The contract's logs of many containers, and of one as a file. */
export function logsHandlers({ engine, transfers }: EngineServices): PierHandlers['logs'] {
  return {
    all: (input, { signal }) => allLogs(engine, input, signal),
    download: (input, { signal }) => offerLogFile(engine, transfers, input, signal),
  };
}
