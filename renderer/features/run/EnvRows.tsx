import { Button, TextInput } from '@mantine/core';
import { IconFileText } from '@tabler/icons-react';
import { type ClipboardEvent, useState } from 'react';
import { t } from '../../i18n/index.ts';
import { EnvImport } from './EnvImport.tsx';
import { parseEnvFile } from './parse-env-file.ts';
import { Rows, type SectionProps } from './Rows.tsx';
import classes from './RunDialog.module.css';
import { type EnvRow, newRow } from './run-form.ts';

export function EnvRows({ form }: SectionProps) {
  const [importing, setImporting] = useState(false);
  const merge = (variables: readonly { name: string; value: string }[]) =>
    form.setFieldValue('env', mergeVariables(form.values.env, variables));
  /** Lines of an env file that are pasted where one name belongs become rows. */
  const onPaste = (event: ClipboardEvent) => {
    const text = event.clipboardData.getData('text');
    const { variables } = parseEnvFile(text);
    if (!text.trim().includes('\n') || variables.length < 2) return;
    event.preventDefault();
    merge(variables);
  };
  return (
    <Rows
      form={form}
      area="env"
      title={t.run.env}
      add={t.run.addEnv}
      nameOf={t.run.row.env}
      actions={
        <Button
          variant="subtle"
          size="compact-sm"
          leftSection={<IconFileText size={14} />}
          aria-expanded={importing}
          onClick={() => setImporting(!importing)}
        >
          {t.run.envFile.open}
        </Button>
      }
      draw={(index, label) => (
        <>
          <TextInput
            className={classes.grow}
            aria-label={`${t.run.envName}, ${label}`}
            placeholder={t.run.envName}
            spellCheck={false}
            autoComplete="off"
            classNames={{ input: classes.mono ?? '' }}
            onPaste={onPaste}
            {...form.getInputProps(`env.${index}.name`)}
          />
          <span className={classes.arrow}>=</span>
          <TextInput
            className={classes.grow}
            aria-label={`${t.run.envValue}, ${label}`}
            placeholder={form.values.env[index]?.unset ? t.run.envUnset : t.run.envValue}
            spellCheck={false}
            autoComplete="off"
            classNames={{ input: classes.mono ?? '' }}
            {...form.getInputProps(`env.${index}.value`)}
          />
        </>
      )}
    >
      {importing && (
        <EnvImport
          onAdd={(variables) => {
            merge(variables);
            setImporting(false);
          }}
          onClose={() => setImporting(false)}
        />
      )}
    </Rows>
  );
}

/** Those of a name that is there get the new value where they stand; empty rows make place. */
function mergeVariables(
  rows: readonly EnvRow[],
  variables: readonly { name: string; value: string }[],
): EnvRow[] {
  const values = new Map(variables.map(({ name, value }) => [name, value]));
  const kept = rows
    .filter(({ name, value }) => name.trim() || value)
    .map((row) => {
      const value = values.get(row.name.trim());
      if (value === undefined) return row;
      values.delete(row.name.trim());
      return { ...row, value };
    });
  return [...kept, ...[...values].map(([name, value]) => ({ ...newRow.env(), name, value }))];
}
