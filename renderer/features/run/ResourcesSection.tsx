import { Checkbox, Group, NativeSelect, TextInput } from '@mantine/core';
import { formatBytes } from '../../components/format-bytes.ts';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import type { SectionProps } from './Rows.tsx';

const POLICIES = (['no', 'on-failure', 'unless-stopped', 'always'] as const).map((value) => ({
  value,
  label: t.run.restartPolicies[value],
}));

/** How long it lives, and what it may use. */
export function ResourcesSection({ form }: SectionProps) {
  const info = usePier((state) => state.machine.status?.info);
  return (
    <>
      <Group grow align="flex-start">
        <NativeSelect
          label={t.run.restart}
          description={t.run.restartHint}
          data={POLICIES}
          {...form.getInputProps('restart')}
        />
        <TextInput
          label={t.run.retries}
          description={t.run.retriesHint}
          placeholder={t.run.noLimit}
          inputMode="numeric"
          autoComplete="off"
          disabled={form.values.restart !== 'on-failure'}
          {...form.getInputProps('retries')}
        />
      </Group>
      <Checkbox
        label={t.run.autoRemove}
        description={t.run.autoRemoveHint}
        {...form.getInputProps('autoRemove', { type: 'checkbox' })}
      />
      <Group grow align="flex-start">
        <TextInput
          label={t.run.cpus}
          description={info?.cpus ? t.run.machineCpus(info.cpus) : t.run.cpusHint}
          placeholder={t.run.noLimit}
          inputMode="decimal"
          autoComplete="off"
          {...form.getInputProps('cpus')}
        />
        <TextInput
          label={t.run.memory}
          description={
            info?.memoryBytes ? t.run.machineMemory(formatBytes(info.memoryBytes)) : t.run.memoryHint
          }
          placeholder={t.run.noLimit}
          autoComplete="off"
          {...form.getInputProps('memory')}
        />
      </Group>
    </>
  );
}
