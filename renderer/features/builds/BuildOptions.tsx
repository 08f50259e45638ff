import { ActionIcon, Button, Checkbox, Group, Stack, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconPlus, IconX } from '@tabler/icons-react';
import { t } from '../../i18n/index.ts';
import classes from './Build.module.css';
import type { BuildForm } from './build-form.ts';

const texts = t.build.dialog;

interface BuildOptionsProps {
  form: UseFormReturnType<BuildForm>;
}

/** What few builds need. */
export function BuildOptions({ form }: BuildOptionsProps) {
  return (
    <Stack gap="md">
      <Pairs form={form} area="args" title={texts.args} add={texts.addArg} />
      <Pairs form={form} area="labels" title={texts.labels} add={texts.addLabel} />
      <Pairs
        form={form}
        area="secrets"
        title={texts.secrets}
        hint={texts.secretsHint}
        add={texts.addSecret}
      />
      <Group grow align="flex-start">
        <TextInput
          label={texts.target}
          description={texts.targetHint}
          spellCheck={false}
          {...form.getInputProps('target')}
        />
        <TextInput
          label={texts.platform}
          description={t.imageDialogs.pull.enginePlatform}
          placeholder="linux/arm64"
          spellCheck={false}
          {...form.getInputProps('platform')}
        />
      </Group>
      <Group>
        <Checkbox label={texts.noCache} {...form.getInputProps('noCache', { type: 'checkbox' })} />
        <Checkbox label={texts.pull} {...form.getInputProps('pull', { type: 'checkbox' })} />
      </Group>
    </Stack>
  );
}

interface PairsProps extends BuildOptionsProps {
  area: 'args' | 'labels' | 'secrets';
  title: string;
  hint?: string;
  add: string;
}

/** Names and their values, one a row. */
function Pairs({ form, area, title, hint, add }: PairsProps) {
  const [name, value] = texts.columns[area];
  return (
    <section aria-label={title}>
      <div className={classes.pairsHead}>
        <span className={classes.pairsTitle}>{title}</span>
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconPlus size={14} />}
          onClick={() => form.insertListItem(area, { key: crypto.randomUUID(), name: '', value: '' })}
        >
          {add}
        </Button>
      </div>
      {hint && <p className={classes.pairsHint}>{hint}</p>}
      {form.values[area].map((row, index) => {
        const label = texts.row[area](index + 1);
        return (
          <div key={row.key} className={classes.pair}>
            <TextInput
              aria-label={`${name}, ${label}`}
              placeholder={name}
              spellCheck={false}
              {...form.getInputProps(`${area}.${index}.name`)}
            />
            <span aria-hidden>=</span>
            <TextInput
              aria-label={`${value}, ${label}`}
              placeholder={value}
              spellCheck={false}
              {...form.getInputProps(`${area}.${index}.value`)}
            />
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={texts.removeRow(label)}
              onClick={() => form.removeListItem(area, index)}
            >
              <IconX size={16} />
            </ActionIcon>
          </div>
        );
      })}
    </section>
  );
}
