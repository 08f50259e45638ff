import { SegmentedControl } from '@mantine/core';
import { useState } from 'react';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import { type MachineLog, MachineLogView } from '../machine/MachineLogView.tsx';
import classes from './Troubleshoot.module.css';

/** The machine's console, with dockerd in it, and Pier's own log, live. */
export function LogsSection() {
  const hasMachine = usePier((state) => state.machine.status?.info.hasMachine ?? false);
  const [chosen, setChosen] = useState<MachineLog>('console');
  const source = hasMachine ? chosen : 'backend';
  return (
    <section className={classes.logs} aria-label={t.troubleshoot.tabs.logs}>
      {hasMachine && (
        <SegmentedControl
          className={classes.choice}
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
    </section>
  );
}
