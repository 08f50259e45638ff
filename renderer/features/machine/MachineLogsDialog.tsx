import { Modal, SegmentedControl } from '@mantine/core';
import { useCallback, useState } from 'react';
import { useConnection } from '../../app/connection-context.tsx';
import { t } from '../../i18n/index.ts';
import { updateView, usePier } from '../../store/store.ts';
import { LogViewer } from '../logs/LogViewer.tsx';
import { type LogSource, useLog } from '../logs/use-log.ts';
import classes from './MachineLogsDialog.module.css';

type MachineLog = 'console' | 'backend';

/** The guest's console and Pier's own log, as they go on. */
export function MachineLogsDialog() {
  const opened = usePier((state) => state.view.machineLogs);
  const hasMachine = usePier((state) => state.machine.status?.info.hasMachine ?? false);
  const [chosen, setChosen] = useState<MachineLog>('console');
  const source = hasMachine ? chosen : 'backend';
  return (
    <Modal
      opened={opened}
      onClose={() => updateView({ machineLogs: false })}
      title={t.engine.logsTitle}
      size="70rem"
    >
      {hasMachine && (
        <SegmentedControl
          mb="sm"
          aria-label={t.engine.logsTitle}
          value={chosen}
          onChange={(value) => setChosen(value as MachineLog)}
          data={[
            { value: 'console', label: t.engine.consoleLog },
            { value: 'backend', label: t.engine.backendLog },
          ]}
        />
      )}
      <div className={classes.log}>
        <MachineLogView key={source} source={source} />
      </div>
    </Modal>
  );
}

function MachineLogView({ source }: { source: MachineLog }) {
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
