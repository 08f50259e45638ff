import { NumberInput, Switch } from '@mantine/core';
import type { SettingsState } from '../../../shared/contract/settings.ts';
import { t } from '../../i18n/index.ts';
import classes from './Settings.module.css';
import { useSettingsDraft } from './use-settings-draft.ts';

/** Whether and when the machine is paused by itself. Holds at once. */
export function ResourceSaverSettings({ state }: { state: SettingsState }) {
  const { values, draft, setDraft, change } = useSettingsDraft(state);
  const { resourceSaver, resourceSaverMinutes } = values;
  const { min, max } = state.ranges.resourceSaverMinutes;
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
