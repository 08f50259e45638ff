import { Stack, Switch } from '@mantine/core';
import type { SettingsState, UserSettings } from '../../../shared/contract/settings.ts';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import classes from './Settings.module.css';
import { useSettingsDraft } from './use-settings-draft.ts';

type DesktopApp = Pick<UserSettings, 'closeToTray' | 'startAtLogin' | 'startHidden'>;

/** How the desktop app starts and ends. A browser shows what is set, and cannot change it. */
export function DesktopAppSettings({ state }: { state: SettingsState }) {
  const isDesktop = usePier(({ app }) => app?.host === 'desktop');
  const { values, change } = useSettingsDraft(state);
  const choice = (key: keyof DesktopApp, description?: string, disabled = false) => (
    <Switch
      label={t.desktopApp[key]}
      {...(description && { description })}
      checked={values[key]}
      disabled={!isDesktop || disabled}
      onChange={(event) => void change({ [key]: event.currentTarget.checked })}
    />
  );
  return (
    <Stack className={classes.form} gap="md">
      <p className={classes.dimmed}>{isDesktop ? t.desktopApp.text : t.desktopApp.inBrowser}</p>
      {choice('closeToTray', t.desktopApp.closeToTrayHint)}
      {choice('startAtLogin')}
      {choice('startHidden', t.desktopApp.startHiddenHint, !values.startAtLogin)}
    </Stack>
  );
}
