import { Group, TextInput } from '@mantine/core';
import { t } from '../../i18n/index.ts';
import { CommandField } from './CommandField.tsx';
import { EnvRows } from './EnvRows.tsx';
import { ImageField } from './ImageField.tsx';
import { PortRows } from './PortRows.tsx';
import type { SectionProps } from './Rows.tsx';
import { VolumeRows } from './VolumeRows.tsx';

/** What nearly every container is given. */
export function GeneralSection({ form }: SectionProps) {
  return (
    <>
      <ImageField form={form} />
      <Group grow align="flex-start">
        <TextInput
          label={t.run.name}
          placeholder={t.run.namePlaceholder}
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps('name')}
        />
        <CommandField form={form} />
      </Group>
      <PortRows form={form} />
      <EnvRows form={form} />
      <VolumeRows form={form} />
    </>
  );
}
