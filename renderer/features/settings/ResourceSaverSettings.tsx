import { NumberInput, Switch } from '@mantine/core';
import { useState } from 'react';
import type { SettingsState, UserSettings } from '../../../shared/contract/settings.ts';
import { toAppError } from '../../../shared/errors.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { notifyError } from '../../commands/notify.ts';
import { t } from '../../i18n/index.ts';
import classes from './Settings.module.css';

type Saver = Pick<UserSettings, 'resourceSaver' | 'resourceSaverMinutes'>;

/** Whether and when the machine is paused by itself. Holds at once. */
export function ResourceSaverSettings({ state }: { state: SettingsState }) {
  const connection = useConnection();
  const [draft, setDraft] = useState<Partial<Saver>>({});
  const { resourceSaver, resourceSaverMinutes } = { ...state.settings, ...draft };
  const { min, max } = state.ranges.resourceSaverMinutes;
  const change = async (values: Partial<Saver>) => {
    setDraft(values);
    try {
      await connection.client().settings.set(values);
    } catch (thrown) {
      notifyError('settings', t.settings.couldNot, toAppError(thrown).toData());
    }
    setDraft({});
  };
  const isAllowed =
    Number.isInteger(resourceSaverMinutes) && resourceSaverMinutes >= min && resourceSaverMinutes <= max;
  const commit = () => {
    if (draft.resourceSaverMinutes === undefined) return;
    if (isAllowed) void change({ resourceSaverMinutes });
    else setDraft({});
  };
  return (
    <section className={classes.card} aria-label={t.resourceSaver.title}>
      <h2 className={classes.cardTitle}>{t.resourceSaver.title}</h2>
      <p className={classes.dimmed}>
        {t.resourceSaver.text} {t.resourceSaver.atOnce}
      </p>
      <div className={classes.cardRow}>
        <Switch
          label={t.resourceSaver.enable}
          checked={resourceSaver}
          onChange={(event) => void change({ resourceSaver: event.currentTarget.checked })}
        />
        <NumberInput
          className={classes.number}
          aria-label={t.resourceSaver.delay}
          suffix=" min"
          min={min}
          max={max}
          allowDecimal={false}
          value={resourceSaverMinutes}
          disabled={!resourceSaver}
          error={!isAllowed}
          onChange={(next) => setDraft({ resourceSaverMinutes: Number(next) })}
          onBlur={commit}
          onKeyDown={(event) => {
            if (event.key === 'Enter') commit();
          }}
        />
      </div>
    </section>
  );
}
