import { ActionIcon, Button, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { t } from '../../i18n/index.ts';
import classes from './Networks.module.css';
import type { NetworkForm } from './network-form.ts';

interface RowsProps {
  form: UseFormReturnType<NetworkForm>;
}

export function SubnetRows({ form }: RowsProps) {
  return (
    <Rows
      form={form}
      area="subnets"
      title={t.createNetwork.subnets}
      hint={t.createNetwork.subnetsHint}
      add={t.createNetwork.addSubnet}
      onAdd={() =>
        form.insertListItem('subnets', { key: crypto.randomUUID(), subnet: '', gateway: '', ipRange: '' })
      }
      nameOf={t.createNetwork.row.subnet}
      draw={(index, label) => (
        <>
          <Field
            form={form}
            path={`subnets.${index}.subnet`}
            name={t.createNetwork.subnet}
            label={label}
            example="172.20.0.0/16"
          />
          <Field form={form} path={`subnets.${index}.gateway`} name={t.createNetwork.gateway} label={label} />
          <Field form={form} path={`subnets.${index}.ipRange`} name={t.createNetwork.ipRange} label={label} />
        </>
      )}
    />
  );
}

export function PairRows({ form, area }: RowsProps & { area: 'options' | 'labels' }) {
  const texts = t.createNetwork;
  return (
    <Rows
      form={form}
      area={area}
      title={texts[area]}
      add={area === 'options' ? texts.addOption : texts.addLabel}
      onAdd={() => form.insertListItem(area, { key: crypto.randomUUID(), name: '', value: '' })}
      nameOf={area === 'options' ? texts.row.option : texts.row.label}
      draw={(index, label) => (
        <>
          <Field form={form} path={`${area}.${index}.name`} name={texts.rowName} label={label} />
          <Field form={form} path={`${area}.${index}.value`} name={texts.rowValue} label={label} />
        </>
      )}
    />
  );
}

interface FieldProps extends RowsProps {
  path: string;
  name: string;
  label: string;
  example?: string;
}

function Field({ form, path, name, label, example }: FieldProps) {
  return (
    <TextInput
      className={classes.grow}
      aria-label={`${name}, ${label}`}
      placeholder={example ? `${name}: ${example}` : name}
      spellCheck={false}
      autoComplete="off"
      {...form.getInputProps(path)}
    />
  );
}

interface RowsOptions extends RowsProps {
  area: 'subnets' | 'options' | 'labels';
  title: string;
  hint?: string;
  add: string;
  onAdd(): void;
  /** "label 2" */
  nameOf(number: number): string;
  draw(index: number, label: string): ReactNode;
}

/** A list of alike rows that can be added and removed. */
function Rows({ form, area, title, hint, add, onAdd, nameOf, draw }: RowsOptions) {
  const rows = form.values[area];
  return (
    <section aria-label={title}>
      <div className={classes.rowsHead}>
        <span className={classes.rowsTitle}>{title}</span>
        <Button variant="subtle" size="compact-sm" leftSection={<IconPlus size={14} />} onClick={onAdd}>
          {add}
        </Button>
      </div>
      {hint && rows.length === 0 && <p className={classes.rowsHint}>{hint}</p>}
      {rows.map((row, index) => {
        const label = nameOf(index + 1);
        return (
          <div key={row.key} className={classes.row}>
            {draw(index, label)}
            <ActionIcon
              variant="subtle"
              color="gray"
              className={classes.removeRow}
              aria-label={t.createNetwork.removeRow(label)}
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
