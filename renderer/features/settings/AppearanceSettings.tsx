import { type MantineColorScheme, Radio, useMantineColorScheme } from '@mantine/core';
import { t } from '../../i18n/index.ts';
import classes from './Settings.module.css';

/** Kept in this window, as the switch in the header does. */
export function AppearanceSettings() {
  const { colorScheme, setColorScheme } = useMantineColorScheme({
    // Holding them still would take a <style> element, which the content security policy forbids.
    keepTransitions: true,
  });
  return (
    <div className={classes.form}>
      <Radio.Group
        label={t.settings.theme}
        value={colorScheme}
        onChange={(value) => setColorScheme(value as MantineColorScheme)}
      >
        <div className={classes.choices}>
          <Radio value="light" label={t.theme.light} />
          <Radio value="dark" label={t.theme.dark} />
          <Radio value="auto" label={t.theme.auto} />
        </div>
      </Radio.Group>
    </div>
  );
}
