import { useCallback } from 'react';
import { useConnection } from '../../app/connection-context.tsx';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import { LogViewer } from '../logs/LogViewer.tsx';
import { type LogSource, useLog } from '../logs/use-log.ts';

export type MachineLog = 'console' | 'backend';

/** The last lines of a log of the machine, and what is added to it. */
export function MachineLogView({ source }: { source: MachineLog }) {
  const connection = useConnection();
  const open = useCallback<LogSource>(
    async function* (signal) {
      const input = { source, tail: 2000, follow: true };
      for await (const item of connection.client().machine.logs(input, { signal })) {
        yield item.lines.map((text) => ({ text }));
      }
    },
    [connection, source],
  );
  const connected = usePier((state) => state.connection.kind === 'open');
  const log = useLog(open, { occasion: String(connected) });
  const label = source === 'console' ? t.engine.consoleLog : t.engine.backendLog;
  return <LogViewer log={log} label={label} emptyText={t.engine.noConsole} plain />;
}
