import { Checkbox, Group, TextInput } from '@mantine/core';
import { t } from '../../i18n/index.ts';
import type { SectionProps } from './Rows.tsx';
import classes from './RunDialog.module.css';

/** How its process runs. */
export function ProcessSection({ form }: SectionProps) {
  return (
    <>
      <TextInput
        label={t.run.entrypoint}
        description={t.run.entrypointHint}
        placeholder={t.run.commandPlaceholder}
        autoComplete="off"
        spellCheck={false}
        classNames={{ input: classes.mono ?? '' }}
        {...form.getInputProps('entrypoint')}
      />
      <Group grow align="flex-start">
        <TextInput
          label={t.run.user}
          placeholder={t.run.userPlaceholder}
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps('user')}
        />
        <TextInput
          label={t.run.workingDir}
          placeholder={t.run.commandPlaceholder}
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps('workingDir')}
        />
      </Group>
      <Checkbox
        label={t.run.tty}
        description={t.run.ttyHint}
        {...form.getInputProps('tty', { type: 'checkbox' })}
      />
      <Checkbox
        label={t.run.openStdin}
        description={t.run.openStdinHint}
        {...form.getInputProps('openStdin', { type: 'checkbox' })}
      />
      <Checkbox
        label={t.run.init}
        description={t.run.initHint}
        {...form.getInputProps('init', { type: 'checkbox' })}
      />
    </>
  );
}
