import { NativeSelect, TextInput } from '@mantine/core';
import { t } from '../../i18n/index.ts';
import { Rows, type SectionProps } from './Rows.tsx';
import classes from './RunDialog.module.css';

const PROTOCOLS = [
  { value: 'tcp', label: 'TCP' },
  { value: 'udp', label: 'UDP' },
  { value: 'sctp', label: 'SCTP' },
];

export function PortRows({ form }: SectionProps) {
  return (
    <Rows
      form={form}
      area="ports"
      title={t.run.ports}
      add={t.run.addPort}
      nameOf={t.run.row.port}
      draw={(index, label) => (
        <>
          <TextInput
            className={classes.grow}
            aria-label={`${t.run.hostPort}, ${label}`}
            placeholder={t.run.hostPortPlaceholder}
            title={t.run.hostPortHint}
            autoComplete="off"
            {...form.getInputProps(`ports.${index}.hostPort`)}
          />
          <span className={classes.arrow}>→</span>
          <TextInput
            className={classes.grow}
            aria-label={`${t.run.containerPort}, ${label}`}
            placeholder={t.run.containerPort}
            inputMode="numeric"
            autoComplete="off"
            {...form.getInputProps(`ports.${index}.containerPort`)}
          />
          <NativeSelect
            className={classes.protocol}
            aria-label={`${t.run.protocol}, ${label}`}
            data={PROTOCOLS}
            {...form.getInputProps(`ports.${index}.protocol`)}
          />
        </>
      )}
    />
  );
}
