import { Radio, Switch } from '@mantine/core';
import type { SettingsState, UserSettings } from '../../../shared/contract/settings.ts';
import { t } from '../../i18n/index.ts';
import classes from '../settings/Settings.module.css';
import { useSettingsDraft } from '../settings/use-settings-draft.ts';

type Chosen = Pick<UserSettings, 'updateChannel' | 'checkForUpdates' | 'downloadUpdates'>;

/** Which versions Pier takes, and what it does about them unasked. Holds at once. */
export function UpdateSettings({ state }: { state: SettingsState }) {
  const { values, change } = useSettingsDraft(state);
  return (
    <section className={classes.card} aria-label={t.updates.settings}>
      <h2 className={classes.cardTitle}>{t.updates.settings}</h2>
      <div className={classes.choices}>
        <Switch
          label={t.updates.checkForUpdates}
          description={t.updates.checkForUpdatesHint}
          checked={values.checkForUpdates}
          onChange={(event) => void change({ checkForUpdates: event.currentTarget.checked })}
        />
        <Switch
          label={t.updates.downloadUpdates}
          description={t.updates.downloadUpdatesHint}
          checked={values.downloadUpdates}
          onChange={(event) => void change({ downloadUpdates: event.currentTarget.checked })}
        />
        <Radio.Group
          label={t.updates.channelLabel}
          value={values.updateChannel}
          onChange={(value) => void change({ updateChannel: value as Chosen['updateChannel'] })}
        >
          <div className={classes.choices}>
            <Radio value="stable" label={t.updates.stable} description={t.updates.stableHint} />
            <Radio value="beta" label={t.updates.beta} description={t.updates.betaHint} />
          </div>
        </Radio.Group>
      </div>
    </section>
  );
}
