import { ActionIcon, Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import type { FormArrayElement, UseFormReturnType } from '@mantine/form';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { t } from '../../i18n/index.ts';
import classes from './RunDialog.module.css';
import type { RunForm } from './run-form.ts';

interface RowsProps {
  form: UseFormReturnType<RunForm>;
}

type RowArea = 'ports' | 'env' | 'volumes';

export function PortRows({ form }: RowsProps) {
  return (
    <Rows
      form={form}
      area="ports"
      title={t.run.ports}
      add={t.run.addPort}
      newRow={() => ({ key: crypto.randomUUID(), hostPort: '', containerPort: '', protocol: 'tcp' })}
      nameOf={t.run.row.port}
      draw={(index, label) => (
        <>
          <TextInput
            className={classes.grow}
            aria-label={`${t.run.hostPort}, ${label}`}
            placeholder={t.run.hostPort}
            inputMode="numeric"
            {...form.getInputProps(`ports.${index}.hostPort`)}
          />
          <span className={classes.arrow}>→</span>
          <TextInput
            className={classes.grow}
            aria-label={`${t.run.containerPort}, ${label}`}
            placeholder={t.run.containerPort}
            inputMode="numeric"
            {...form.getInputProps(`ports.${index}.containerPort`)}
          />
          <NativeSelect
            className={classes.protocol}
            aria-label={`${t.run.protocol}, ${label}`}
            data={[
              { value: 'tcp', label: 'TCP' },
              { value: 'udp', label: 'UDP' },
            ]}
            {...form.getInputProps(`ports.${index}.protocol`)}
          />
        </>
      )}
    />
  );
}

export function EnvRows({ form }: RowsProps) {
  return (
    <Rows
      form={form}
      area="env"
      title={t.run.env}
      add={t.run.addEnv}
      newRow={() => ({ key: crypto.randomUUID(), name: '', value: '' })}
      nameOf={t.run.row.env}
      draw={(index, label) => (
        <>
          <TextInput
            className={classes.grow}
            aria-label={`${t.run.envName}, ${label}`}
            placeholder={t.run.envName}
            spellCheck={false}
            classNames={{ input: classes.mono ?? '' }}
            {...form.getInputProps(`env.${index}.name`)}
          />
          <span className={classes.arrow}>=</span>
          <TextInput
            className={classes.grow}
            aria-label={`${t.run.envValue}, ${label}`}
            placeholder={t.run.envValue}
            spellCheck={false}
            classNames={{ input: classes.mono ?? '' }}
            {...form.getInputProps(`env.${index}.value`)}
          />
        </>
      )}
    />
  );
}

export function VolumeRows({ form }: RowsProps) {
  return (
    <Rows
      form={form}
      area="volumes"
      title={t.run.volumes}
      add={t.run.addVolume}
      newRow={() => ({ key: crypto.randomUUID(), source: '', target: '', readOnly: false })}
      nameOf={t.run.row.volume}
      draw={(index, label) => (
        <>
          <TextInput
            className={classes.grow}
            aria-label={`${t.run.volumeSource}, ${label}`}
            placeholder={t.run.volumeSource}
            spellCheck={false}
            {...form.getInputProps(`volumes.${index}.source`)}
          />
          <span className={classes.arrow}>→</span>
          <TextInput
            className={classes.grow}
            aria-label={`${t.run.volumeTarget}, ${label}`}
            placeholder={t.run.volumeTarget}
            spellCheck={false}
            {...form.getInputProps(`volumes.${index}.target`)}
          />
          <Checkbox
            className={classes.check}
            label={t.run.readOnly}
            {...form.getInputProps(`volumes.${index}.readOnly`, { type: 'checkbox' })}
          />
        </>
      )}
    />
  );
}

interface RowsOptions<A extends RowArea> extends RowsProps {
  area: A;
  title: string;
  add: string;
  newRow(): FormArrayElement<RunForm, A>;
  /** "port 2" */
  nameOf(number: number): string;
  draw(index: number, label: string): ReactNode;
}

/** A list of alike rows that can be added and removed. */
function Rows<A extends RowArea>({ form, area, title, add, newRow, nameOf, draw }: RowsOptions<A>) {
  const rows = form.values[area];
  const addRow = () => form.insertListItem(area, newRow());
  return (
    <section aria-label={title}>
      <div className={classes.rowsHead}>
        <span className={classes.rowsTitle}>{title}</span>
        <Button variant="subtle" size="compact-sm" leftSection={<IconPlus size={14} />} onClick={addRow}>
          {add}
        </Button>
      </div>
      {rows.map((row, index) => {
        const label = nameOf(index + 1);
        return (
          <div key={row.key} className={classes.row}>
            {draw(index, label)}
            <ActionIcon
              variant="subtle"
              color="gray"
              className={classes.removeRow}
              aria-label={t.run.removeRow(label)}
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
