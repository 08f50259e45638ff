import { Radio } from '@mantine/core';
import { useState } from 'react';
import type { SettingsState, UserSettings } from '../../../shared/contract/settings.ts';
import { toAppError } from '../../../shared/errors.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { notifyError } from '../../commands/notify.ts';
import { t } from '../../i18n/index.ts';
import { ProxySettings } from './ProxySettings.tsx';
import classes from './Settings.module.css';

/** Ports, and the way out. */
export function NetworkSettings({ state }: { state: SettingsState }) {
  return (
    <>
      <PortSettings state={state} />
      {state.hasMachine && <ProxySettings state={state} />}
      {state.hasMachine && (
        <section className={classes.card} aria-label={t.dns.title}>
          <h2 className={classes.cardTitle}>{t.dns.title}</h2>
          <p className={classes.dimmed}>{t.dns.text}</p>
        </section>
      )}
    </>
  );
}

/** Where published ports open. Holds at once: ports move while containers run. */
function PortSettings({ state }: { state: SettingsState }) {
  const connection = useConnection();
  const [chosen, setChosen] = useState<UserSettings['portBindAddress']>();
  const choose = async (address: UserSettings['portBindAddress']) => {
    setChosen(address);
    try {
      await connection.client().settings.set({ portBindAddress: address });
    } catch (thrown) {
      notifyError('settings', t.settings.couldNot, toAppError(thrown).toData());
    }
    setChosen(undefined);
  };
  return (
    <div className={classes.form}>
      <Radio.Group
        label={t.settings.ports}
        description={state.hasMachine ? t.settings.portsText : t.settings.portsForeign}
        value={chosen ?? state.settings.portBindAddress}
        onChange={(value) => void choose(value as UserSettings['portBindAddress'])}
      >
        <div className={classes.choices}>
          <Radio
            value="127.0.0.1"
            label={t.settings.portsLocal}
            description={t.settings.portsLocalHint}
            disabled={!state.hasMachine}
          />
          <Radio
            value="0.0.0.0"
            label={t.settings.portsAll}
            description={t.settings.portsAllHint}
            disabled={!state.hasMachine}
          />
        </div>
      </Radio.Group>
    </div>
  );
}
