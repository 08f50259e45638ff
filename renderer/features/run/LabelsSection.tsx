import { TextInput } from '@mantine/core';
import { t } from '../../i18n/index.ts';
import { Rows, type SectionProps } from './Rows.tsx';
import classes from './RunDialog.module.css';

export function LabelsSection({ form }: SectionProps) {
  return (
    <Rows
      form={form}
      area="labels"
      title={t.run.labels}
      add={t.run.addLabel}
      hint={t.run.labelsHint}
      nameOf={t.run.row.label}
      draw={(index, label) => (
        <>
          <TextInput
            className={classes.grow}
            aria-label={`${t.run.labelName}, ${label}`}
            placeholder={t.run.labelName}
            autoComplete="off"
            spellCheck={false}
            {...form.getInputProps(`labels.${index}.name`)}
          />
          <span className={classes.arrow}>=</span>
          <TextInput
            className={classes.grow}
            aria-label={`${t.run.labelValue}, ${label}`}
            placeholder={t.run.labelValue}
            autoComplete="off"
            spellCheck={false}
            {...form.getInputProps(`labels.${index}.value`)}
          />
        </>
      )}
    />
  );
}
