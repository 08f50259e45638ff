import { Button, Switch } from '@mantine/core';
import { useState } from 'react';
import type { SettingsState } from '../../../shared/contract/settings.ts';
import { toAppError } from '../../../shared/errors.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { restartMachine } from '../../commands/machine-commands.ts';
import { notifyError } from '../../commands/notify.ts';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import classes from './Settings.module.css';

/** Whether containers for x86-64 are run by Rosetta. Holds from the machine's next start on. */
export function RosettaSettings({ state }: { state: SettingsState }) {
  const connection = useConnection();
  const status = usePier(({ machine }) => machine.status);
  const [draft, setDraft] = useState<boolean>();
  const { running, settings } = state;
  const waits = running !== undefined && running.rosetta !== settings.rosetta;
  const change = async (rosetta: boolean) => {
    setDraft(rosetta);
    try {
      await connection.client().settings.set({ rosetta });
    } catch (thrown) {
      notifyError('settings', t.settings.couldNot, toAppError(thrown).toData());
    }
    setDraft(undefined);
  };
  const canRestart = status !== undefined && restartMachine.when(status);
  return (
    <section className={classes.card} aria-label={t.rosetta.title}>
      <h2 className={classes.cardTitle}>{t.rosetta.title}</h2>
      <p className={classes.dimmed}>{t.rosetta.text}</p>
      <div className={classes.cardRow}>
        <Switch
          label={t.rosetta.enable}
          checked={draft ?? settings.rosetta}
          onChange={(event) => void change(event.currentTarget.checked)}
        />
        {waits && canRestart && (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => void restartMachine.perform(status, connection)}
          >
            {t.settings.restartNow}
          </Button>
        )}
      </div>
      <p className={classes.dimmed} role="status">
        {waits && t.rosetta.waits}
      </p>
    </section>
  );
}
