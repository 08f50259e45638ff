import { Modal, SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { t } from '../../i18n/index.ts';
import { updateView, usePier } from '../../store/store.ts';
import classes from './MachineLogsDialog.module.css';
import { type MachineLog, MachineLogView } from './MachineLogView.tsx';

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
