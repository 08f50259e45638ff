import { Stack, Switch } from '@mantine/core';
import { useState } from 'react';
import type { SettingsState, UserSettings } from '../../../shared/contract/settings.ts';
import { type ErrorData, toAppError } from '../../../shared/errors.ts';
import { parseCatalogueAddress } from '../../../shared/model/catalogue-address.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { t } from '../../i18n/index.ts';
import { ListSetting } from '../registries/ListSetting.tsx';
import classes from './Settings.module.css';
import { useSettingsDraft } from './use-settings-draft.ts';

type Choices = Pick<
  UserSettings,
  'extensionsEnabled' | 'onlyMarketplaceExtensions' | 'showExtensionContainers'
>;

/** Whether there are extensions, where they may come from, and what is shown of them. */
export function ExtensionSettings({ state }: { state: SettingsState }) {
  const { values, change } = useSettingsDraft(state);
  const choice = (key: keyof Choices, disabled = false) => (
    <Switch
      label={t.extensionSettings[key]}
      description={t.extensionSettings.hints[key]}
      checked={values[key]}
      disabled={disabled}
      onChange={(event) => void change({ [key]: event.currentTarget.checked })}
    />
  );
  return (
    <>
      <Stack className={classes.form} gap="md">
        <p className={classes.dimmed}>{t.extensionSettings.text}</p>
        {choice('extensionsEnabled')}
        {choice('onlyMarketplaceExtensions', !values.extensionsEnabled)}
        {choice('showExtensionContainers')}
      </Stack>
      <div className={classes.below}>
        <CatalogueSetting values={state.settings.extensionCatalogues} />
      </div>
    </>
  );
}

function CatalogueSetting({ values }: { values: readonly string[] }) {
  const connection = useConnection();
  const [busy, setBusy] = useState(false);
  const { title, text, none, field, placeholder, bad } = t.catalogueSetting;
  const change = async (extensionCatalogues: string[]): Promise<ErrorData | undefined> => {
    setBusy(true);
    try {
      await connection.client().settings.set({ extensionCatalogues });
      return undefined;
    } catch (thrown) {
      return toAppError(thrown).toData();
    } finally {
      setBusy(false);
    }
  };
  return (
    <ListSetting
      {...{ title, text, none, field, placeholder, bad, values, busy }}
      parse={parseCatalogueAddress}
      onChange={change}
    />
  );
}
