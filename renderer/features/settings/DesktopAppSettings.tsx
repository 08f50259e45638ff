import { Stack, Switch } from '@mantine/core';
import { useState } from 'react';
import type { SettingsState, UserSettings } from '../../../shared/contract/settings.ts';
import { toAppError } from '../../../shared/errors.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { notifyError } from '../../commands/notify.ts';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import classes from './Settings.module.css';

type DesktopApp = Pick<UserSettings, 'closeToTray' | 'startAtLogin' | 'startHidden'>;

/** How the desktop app starts and ends. A browser shows what is set, and cannot change it. */
export function DesktopAppSettings({ state }: { state: SettingsState }) {
  const connection = useConnection();
  const isDesktop = usePier(({ app }) => app?.host === 'desktop');
  const [draft, setDraft] = useState<Partial<DesktopApp>>({});
  const values = { ...state.settings, ...draft };
  const change = async (next: Partial<DesktopApp>) => {
    setDraft(next);
    try {
      await connection.client().settings.set(next);
    } catch (thrown) {
      notifyError('settings', t.settings.couldNot, toAppError(thrown).toData());
    }
    setDraft({});
  };
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
